import { z } from "zod";
import { PRODUCT_NAME } from "../product-name.ts";
import * as protocol from "../protocol/index.ts";
import { OPERATIONS } from "./operations/all.ts";
import type { Operation } from "./operations/operation.ts";

const inline = (schema: z.ZodType, io: "input" | "output"): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};
const json = (schema: object) => ({ "application/json": { schema } });

const binary = (types: readonly string[]) => Object.fromEntries(types.map((type) => [type, {}]));

const operation = (it: Operation) => ({
  summary: it.summary,
  ...(it.who === "anyone" ? { security: [] } : { security: [{ [it.who]: [] }] }),
  parameters: [
    ...(it.path.includes("{id}") ? [{ name: "id", in: "path", required: true, schema: { type: "string" } }] : []),
    ...(it.path.includes("{recording}")
      ? [{ name: "recording", in: "path", required: true, schema: { type: "string" } }]
      : []),
    ...(it.path.endsWith("/audio")
      ? ["until", "signature"].map((name) => ({ name, in: "query", required: true, schema: { type: "string" } }))
      : []),
    ...(it.path.includes("{provider}")
      ? [{ name: "provider", in: "path", required: true, schema: { type: "string" } }]
      : []),
    ...(/\/(?:exchanges|asides|retry|branches)$/.test(it.path)
      ? [
          {
            name: "Idempotency-Key",
            in: "header",
            required: /\/(?:exchanges|asides)$/.test(it.path),
            schema: { type: "string", format: "uuid" },
          },
        ]
      : []),
    ...(it.path.endsWith("/events")
      ? [{ name: "Last-Event-ID", in: "header", required: false, schema: { type: "string" } }]
      : []),
  ],
  ...(it.body ? { requestBody: { required: true, content: json(inline(it.body, "input")) } } : {}),
  ...(it.bytes && it.method === "post" ? { requestBody: { required: true, content: binary(it.bytes) } } : {}),
  responses: {
    [it.status]: {
      description: it.summary,
      ...(it.stream
        ? { content: { "text/event-stream": { schema: { $ref: "#/components/schemas/StreamEvent" } } } }
        : it.answer
          ? { content: json(inline(it.answer, "output")) }
          : it.bytes
            ? { content: binary(it.bytes) }
            : {}),
    },
    default: {
      description: "A problem (RFC 9457)",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  },
});

/** OpenAPI 3.1, generated from the zod protocol, the one source. */
export const openApiDocument = (serverUrl: string) => ({
  openapi: "3.1.0",
  info: { title: `${PRODUCT_NAME} API`, version: "1", description: "Problem codes are documented at /docs/problems." },
  servers: [{ url: serverUrl }],
  paths: OPERATIONS.reduce<Record<string, Record<string, unknown>>>((paths, it) => {
    paths[it.path] = { ...paths[it.path], [it.method]: operation(it) };
    return paths;
  }, {}),
  components: {
    schemas: { StreamEvent: inline(protocol.StreamEvent, "output"), Problem: inline(protocol.ProblemBody, "output") },
    securitySchemes: {
      invitee: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      staff: { type: "http", scheme: "bearer" },
    },
  },
});
