// A SCIM service around the libraries scim-patch and scim2-parse-filter, in memory, on a free port; prints the port.
// node scim_patch_server.mjs FOLDER-WITH-NODE_MODULES
import http from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const { scimPatch, patchBodyValidation } = require("scim-patch");
const { filter, parse } = require("scim2-parse-filter");

let last = 0;
const kept = { Users: new Map(), Groups: new Map() };
const unique = { Users: "userName", Groups: "displayName" };
const error = (status, detail) => [status, { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: `${status}`, detail }];

function answer(method, url, body) {
    const at = new URL(url, "http://localhost");
    const [, kind, id] = at.pathname.match(/\/scim\/v2\/(Users|Groups)(?:\/(.+))?$/) ?? [];
    if (!kind) return error(404, "no such path");
    const all = kept[kind], key = unique[kind];
    if (method === "GET" && !id) {
        let found = [...all.values()];
        const wanted = at.searchParams.get("filter");
        if (wanted) found = found.filter(filter(parse(wanted)));
        const start = Number(at.searchParams.get("startIndex") ?? 1), count = Number(at.searchParams.get("count") ?? 100);
        let page = found.slice(start - 1, start - 1 + count);
        if (at.searchParams.get("excludedAttributes") === "members") page = page.map(({ members, ...rest }) => rest);
        return [200, {
            schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: found.length,
            startIndex: start, itemsPerPage: page.length, Resources: page,
        }];
    }
    if (method === "POST") {
        const taken = [...all.values()].some((one) => one[key]?.toLowerCase() === body[key]?.toLowerCase());
        if (taken) return error(409, `${key} is taken`);
        const made = { ...body, id: `${kind[0].toLowerCase()}${++last}`, meta: { resourceType: kind.slice(0, -1) } };
        all.set(made.id, made);
        return [201, made];
    }
    const held = all.get(decodeURIComponent(id));
    if (!held) return error(404, "no such resource");
    if (method === "GET") {
        const { members, ...rest } = held;
        return [200, at.searchParams.get("excludedAttributes") === "members" ? rest : held];
    }
    if (method === "DELETE") return all.delete(held.id), [204, null];
    patchBodyValidation(body);
    all.set(held.id, scimPatch(structuredClone(held), body.Operations));
    return [200, all.get(held.id)];
}

const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
        let status, found;
        try {
            const text = Buffer.concat(parts).toString();
            [status, found] = answer(request.method, request.url, text ? JSON.parse(text) : undefined);
        } catch (problem) {
            [status, found] = error(400, problem.message);
        }
        const data = found === null ? "" : JSON.stringify(found);
        response.writeHead(status, { "Content-Type": "application/scim+json", "Content-Length": Buffer.byteLength(data) });
        response.end(data);
    });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
