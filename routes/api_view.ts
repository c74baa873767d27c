/**
 * From the OpenAPI document to what the documentation page shows. Reads only what it shows.
 *
 * @module
 */

import { z } from "zod";
import type { ApiView, FieldsView, FieldView, OperationView } from "../ui/views/api.ts";

const Shape = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  example: z.unknown().optional(),
  description: z.string().default(""),
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});
type Shape = z.infer<typeof Shape>;

const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: Shape,
});

const Body = z.object({ content: z.record(z.string(), z.object({ schema: Shape })) });

const Operation = z.object({
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().default(""),
  parameters: z.array(Parameter).default([]),
  requestBody: Body.optional(),
  responses: z.record(z.string(), z.object({ description: z.string() })),
});
type Operation = z.infer<typeof Operation>;

const Document = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  components: z.object({ schemas: z.record(z.string(), Shape) }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});
type Schemas = z.infer<typeof Document>["components"]["schemas"];

/** The view of a document; `base` is our address as the caller sees it. */
export function viewApi(document: unknown, base: string): ApiView {
  const { info, paths, components: { schemas } } = Document.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0] ?? "",
      view: viewOperation({ method, path, operation }, schemas),
    }))
  );
  const byTag = Object.entries(Object.groupBy(operations, ({ tag }) => tag));
  const sections = byTag.map(([title, members = []]) => ({
    title,
    operations: members.map(({ view }) => view),
  }));
  return { ...info, base, sections };
}

interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function viewOperation({ method, path, operation }: Placed, schemas: Schemas): OperationView {
  const { summary, description, parameters, requestBody, responses } = operation;
  const inAddress: FieldsView[] = parameters.length === 0 ? [] : [{
    title: "Parameters",
    fields: parameters.map(({ name, required, schema }) => viewField(name, schema, required)),
  }];
  const bodies = Object.entries(requestBody?.content ?? {});
  return {
    method: method.toUpperCase(),
    path,
    summary,
    description,
    inputs: [
      ...inAddress,
      ...bodies.map(([type, { schema }]) => viewFields(type, resolve(schema, schemas))),
    ],
    answers: Object.entries(responses).map(([status, answer]) => ({ status, ...answer })),
  };
}

function resolve(shape: Shape, schemas: Schemas): Shape {
  const name = shape.$ref?.split("/").at(-1);
  return (name === undefined ? undefined : schemas[name]) ?? shape;
}

function viewFields(mediaType: string, { properties, required }: Shape): FieldsView {
  return {
    title: `Body as ${mediaType}`,
    fields: Object.entries(properties).map(([name, shape]) =>
      viewField(name, Shape.parse(shape), required.includes(name))
    ),
  };
}

function viewField(name: string, shape: Shape, isRequired: boolean): FieldView {
  const { description, default: fallback, example } = shape;
  const hints = [
    ...(fallback === undefined ? [] : [`Default \`${fallback}\`.`]),
    ...(example === undefined ? [] : [`Example \`${example}\`.`]),
  ];
  return {
    name,
    type: typeName(shape),
    isRequired,
    description: [description, ...hints].filter((text) => text !== "").join(" "),
  };
}

function typeName({ $ref, type, enum: words, anyOf }: Shape): string {
  if (words !== undefined) return words.join(" | ");
  if (anyOf !== undefined) {
    return [...new Set(anyOf.map((shape) => typeName(Shape.parse(shape))))].join(" | ");
  }
  if ($ref !== undefined) return $ref.split("/").at(-1) ?? "";
  return [type ?? "any"].flat().join(" | ");
}
