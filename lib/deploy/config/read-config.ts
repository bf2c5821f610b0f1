/** Reads the config (lake.config.yml), or throws an error that names each line and its fix. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { UserError } from '../../basics/user-error.ts';
import { packageRoot } from '../../basics/package-root.ts';
import { nearestNames } from '../../basics/nearest-names.ts';
import { printable } from '../../terminal/printable.ts';
import { findVariables } from './find-variables.ts';
import { lakeConfigSchema, type LakeConfig } from './lake-config.ts';

export const CONFIG_FILE = 'lake.config.yml';
export const EXAMPLE_FILE = 'lake.config.example.yml';

type SettingPath = readonly PropertyKey[];

/** Longer values are cut in messages. */
const MAX_SHOWN = 80;

const formatPath = (path: SettingPath): string =>
    path
        .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
        .join('')
        .replace(/^\./, '');

const shortened = (text: string): string => printable(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

const formatConfigValue = (value: unknown): string => {
    if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a section';
    return shortened(typeof value === 'string' ? `"${value}"` : String(value));
};

const offsetOf = (document: Document, path: SettingPath): number => {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isNode(node) && node.range) return node.range[0];
    return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
};

/** A parsed file, with what is needed to find line numbers. */
type ConfigSource = { readonly name: string; readonly document: Document; readonly lines: LineCounter };

const formatOffset = ({ name, lines }: ConfigSource, offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
};

const formatConfigPosition = (source: ConfigSource, path: SettingPath): string =>
    formatOffset(source, offsetOf(source.document, path));

/** All names of settings, to suggest one for an unknown name. */
const SETTING_NAMES: readonly string[] = [
    ...Object.keys(lakeConfigSchema.shape),
    ...Object.keys(lakeConfigSchema.shape.pools.element.shape),
    ...Object.keys(lakeConfigSchema.shape.retentionDays.shape),
];

const unknownKeyMessage = (source: ConfigSource, path: SettingPath, key: string): string => {
    const [near] = nearestNames(key, SETTING_NAMES);
    const hint = near === undefined || near === key ? 'remove it' : `did you mean ${near}?`;
    const setting = [...path, key];
    const position = formatConfigPosition(source, setting);
    return `${position}: ${printable(formatPath(setting))} is not a known setting: ${hint}`;
};

const issueMessages = (source: ConfigSource, issue: z.core.$ZodIssue): readonly string[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKeyMessage(source, issue.path, key));
    const value: unknown = issue.path.length === 0 ? source.document.toJS() : source.document.getIn(issue.path);
    const where = `${formatConfigPosition(source, issue.path)}: ${formatPath(issue.path) || 'the file'}`;
    if (issue.code === 'custom' && !issue.message.startsWith('write')) return [`${where} ${issue.message}`];
    const state = value === undefined ? 'missing' : formatConfigValue(isNode(value) ? value.toJSON() : value);
    return [`${where} is ${state}: ${issue.message}`];
};

const variableMessages = (text: string, source: ConfigSource): readonly string[] =>
    findVariables(text, source.document).map(
        (variable) =>
            `${formatOffset(source, variable.offset)}: ${shortened(variable.text)} is a variable, and the config has ` +
            'none: Serverless would write its value into the template. Write the text itself',
    );

/**
 * Parses the text of a config. Throws a UserError that lists every mistake with its line, column and fix.
 *
 * @param name the name of the file in messages
 */
export const parseConfig = (text: string, name: string): LakeConfig => {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const source = { name, document, lines };
    if (document.errors.length > 0) {
        throw new UserError(
            document.errors
                .map(({ pos, message }) => `${name}:${lines.linePos(pos[0]).line}: ${printable(message)}`)
                .join('\n'),
        );
    }
    const variables = variableMessages(text, source);
    if (variables.length > 0) throw new UserError(variables.join('\n'));
    const { success, data, error } = lakeConfigSchema.safeParse(document.toJS() ?? {});
    if (success) return data;
    throw new UserError(error.issues.flatMap((issue) => issueMessages(source, issue)).join('\n'));
};

/** A config file. `isExample` is true if there is no lake.config.yml and the example is used. */
export type ConfigFile = { readonly path: string; readonly isExample: boolean };

/** The file that an option or a variable names. */
const namedConfig = (folder: string, named: string, by: string, remedy: string): ConfigFile => {
    const path = resolve(folder, named);
    if (!existsSync(path)) throw new UserError(`${by} names ${printable(named)}, which does not exist. ${remedy}`);
    return { path, isExample: false };
};

/** Finds the config: the file of `--config`, else the file named by `LAKE_CONFIG`, else lake.config.yml, else the example. */
export const findConfig = (
    option?: string,
    folder: string = process.cwd(),
    named: string | undefined = process.env['LAKE_CONFIG'],
): ConfigFile => {
    if (option !== undefined) return namedConfig(folder, option, '--config', 'Correct the path.');
    if (named !== undefined && named !== '')
        return namedConfig(
            folder,
            named,
            'LAKE_CONFIG',
            `Correct the path, or unset LAKE_CONFIG to use ${CONFIG_FILE}.`,
        );
    const path = join(folder, CONFIG_FILE);
    return existsSync(path) ? { path, isExample: false } : { path: join(packageRoot(), EXAMPLE_FILE), isExample: true };
};

/** Reads and parses a config file. */
export const readConfig = ({ path }: ConfigFile): LakeConfig => parseConfig(readFileSync(path, 'utf8'), basename(path));
