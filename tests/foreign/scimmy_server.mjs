// A SCIM service around the library SCIMMY, in memory, on a free port of loopback; prints the port.
// node scimmy_server.mjs FOLDER-WITH-NODE_MODULES
import http from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const scimmy = require("scimmy");
const SCIMMY = scimmy.default ?? scimmy;

let last = 0;
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
const kinds = new Map();
for (const [name, unique] of [["User", "userName"], ["Group", "displayName"]]) {
    const kept = new Map();
    const Kind = SCIMMY.Resources[name];
    Kind.basepath("/scim/v2");
    Kind.ingress((resource, instance) => {
        const id = resource.id ?? `${name[0].toLowerCase()}${++last}`;
        if (resource.id && !kept.has(id)) throw new SCIMMY.Types.Error(404, null, "no such resource");
        for (const [other, held] of kept) {
            if (other !== id && held[unique]?.toLowerCase() === instance[unique]?.toLowerCase()) {
                throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} is taken`);
            }
        }
        kept.set(id, { ...JSON.parse(JSON.stringify(instance)), id, meta: { resourceType: name } });
        return kept.get(id);
    });
    Kind.egress((resource) => {
        if (resource.id) {
            if (!kept.has(resource.id)) throw new SCIMMY.Types.Error(404, null, "no such resource");
            return kept.get(resource.id);
        }
        const all = [...kept.values()];
        return resource.filter ? resource.filter.match(all) : all;
    });
    Kind.degress((resource) => {
        if (!kept.delete(resource.id)) throw new SCIMMY.Types.Error(404, null, "no such resource");
    });
    kinds.set(`${name}s`, Kind);
}

async function answer(method, url, body) {
    const at = new URL(url, "http://localhost");
    const [, kind, id] = at.pathname.match(/\/scim\/v2\/(Users|Groups)(?:\/(.+))?$/) ?? [];
    if (!kind) return [404, { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "404" }];
    const query = Object.fromEntries(at.searchParams);
    for (const name of ["startIndex", "count"]) if (query[name]) query[name] = Number(query[name]);
    const resource = new (kinds.get(kind))(...(id ? [decodeURIComponent(id), query] : [query]));
    if (method === "GET") return [200, await resource.read()];
    if (method === "POST") return [201, await resource.write(body)];
    if (method === "PATCH") {
        const found = await resource.patch(body);
        return found ? [200, found] : [204, null];
    }
    await resource.dispose();
    return [204, null];
}

const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
        let status, found;
        try {
            const text = Buffer.concat(parts).toString();
            [status, found] = await answer(request.method, request.url, text ? JSON.parse(text) : undefined);
        } catch (problem) {
            status = Number(problem.status ?? 500);
            found = { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: String(status), detail: problem.message };
        }
        const data = found === null ? "" : JSON.stringify(found);
        response.writeHead(status, { "Content-Type": "application/scim+json", "Content-Length": Buffer.byteLength(data) });
        response.end(data);
    });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
