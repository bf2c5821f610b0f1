/** The generated part of docs/config.md, from the schema of the config. */
import * as z from 'zod';
import { lakeConfigSchema } from '../../lib/deploy/config/lake-config.ts';
import { code, table } from './markdown.ts';

/** What the page needs of JSON Schema. */
const keySchema = z
    .object({
        type: z.string(),
        description: z.string(),
        default: z.union([z.string(), z.number(), z.boolean()]),
        enum: z.array(z.string()),
        const: z.string(),
        format: z.string(),
        minimum: z.number(),
        maximum: z.number(),
        required: z.array(z.string()),
        get anyOf(): z.ZodArray<typeof keySchema> {
            return z.array(keySchema);
        },
        get items(): typeof keySchema {
            return keySchema;
        },
        get properties(): z.ZodRecord<z.ZodString, typeof keySchema> {
            return z.record(z.string(), keySchema);
        },
    })
    .partial();

type KeySchema = z.infer<typeof keySchema>;

const number = (value: number): string => value.toLocaleString('en-US');

/** The allowed values in words. */
const valuesOf = (schema: KeySchema): string => {
    if (schema.anyOf !== undefined) return schema.anyOf.map(valuesOf).join(' or ');
    if (schema.const !== undefined) return code(schema.const);
    if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
    if (schema.type === 'integer') return `${number(schema.minimum ?? 0)} to ${number(schema.maximum ?? Infinity)}`;
    if (schema.type === 'boolean') return '`true`, `false`';
    if (schema.format === 'email') return 'an e-mail address';
    if (schema.type === 'array') return 'a list';
    return schema.type === 'object' ? 'a section' : 'text';
};

const defaultOf = (schema: KeySchema, isRequired: boolean): string => {
    if (schema.default !== undefined) return code(String(schema.default));
    return isRequired ? 'required' : 'optional';
};

/** One row per key, and below a section its own keys: `retentionDays.lake`, `pools[].id`. */
const rowsOf = (schema: KeySchema, prefix: string): readonly (readonly string[])[] =>
    Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
        const name = `${prefix}${key}`;
        const isRequired = schema.required?.includes(key) === true;
        return [
            [code(name), valuesOf(value), defaultOf(value, isRequired), value.description ?? ''],
            ...rowsOf(value, `${name}.`),
            ...rowsOf(value.items ?? {}, `${name}[].`),
        ];
    });

export const configReference = (): string =>
    table(
        ['key', 'values', 'default', 'description'],
        rowsOf(keySchema.parse(z.toJSONSchema(lakeConfigSchema, { io: 'input' })), ''),
    );
