// better-auth with its SCIM plugin (https://www.better-auth.com/docs/plugins/scim), in memory, on a free port; prints it.
// node better_auth_server.mjs FOLDER-WITH-NODE_MODULES TOKEN
import http from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.argv[2], "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { betterAuth } = await load("better-auth");
const { memoryAdapter } = await load("better-auth/adapters/memory");
const { getAuthTables } = await load("better-auth/db");
const { scim } = await load("@better-auth/scim");

const options = {
    baseURL: "http://localhost", secret: "no-secret-of-any-worth-0123456789abcdef", telemetry: { enabled: false },
    logger: { disabled: true }, rateLimit: { enabled: false },
    plugins: [scim({ connections: [{ id: "entra", credentials: [{ type: "bearer", id: "one", token: process.argv[3] }] }] })],
};
const tables = Object.fromEntries(Object.keys(getAuthTables(options)).map((name) => [name, []]));
for (const table of Object.values(getAuthTables(options))) tables[table.modelName] ??= [];
const auth = betterAuth({ ...options, database: memoryAdapter(tables) });

const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
        const body = ["GET", "HEAD"].includes(request.method) ? undefined : Buffer.concat(parts);
        const found = await auth.handler(new Request(`http://localhost/api/auth${request.url}`, { method: request.method, headers, body }));
        const data = Buffer.from(await found.arrayBuffer());
        response.writeHead(found.status, { ...Object.fromEntries(found.headers), "content-length": data.length });
        response.end(data);
    });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
