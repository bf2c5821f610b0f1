/** Reads lake.config.yml: the settings, or a complaint that names the lines and what to write there. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { Complaint } from '../../basics/complaint.ts';
import { packageRoot } from '../../basics/package-root.ts';
import { nearestNames } from '../../basics/nearest-names.ts';
import { printable } from '../../terminal/printable.ts';
import { lakeConfig, type LakeConfig } from './lake-config.ts';

export const CONFIG_FILE = 'lake.config.yml';
export const EXAMPLE_FILE = 'lake.config.example.yml';

type Path = readonly PropertyKey[];

/** What a mistake is shown with; longer texts are cut. */
const MAX_SHOWN = 80;

const pathText = (path: Path): string =>
    path
        .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
        .join('')
        .replace(/^\./, '');

const shown = (value: unknown): string => {
    if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a group of settings';
    const text = typeof value === 'string' ? `"${value}"` : String(value);
    return printable(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
};

const offsetOf = (document: Document, path: Path): number => {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isNode(node) && node.range) return node.range[0];
    return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
};

/** Where a document says what. */
type Source = { readonly name: string; readonly document: Document; readonly lines: LineCounter };

const at = ({ name, document, lines }: Source, path: Path): string => {
    const { line, col } = lines.linePos(offsetOf(document, path));
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
};

/** The names that a group of settings knows, to tell what an unknown one may mean. */
const NAMES: readonly string[] = [
    ...Object.keys(lakeConfig.shape),
    ...Object.keys(lakeConfig.shape.pools.element.shape),
    ...Object.keys(lakeConfig.shape.retentionDays.shape),
];

const unknownKey = (source: Source, path: Path, key: string): string => {
    const [near] = nearestNames(key, NAMES);
    const hint = near === undefined || near === key ? 'leave it out' : `did you mean ${near}?`;
    return `${at(source, [...path, key])}: ${printable(pathText([...path, key]))} is no setting: ${hint}`;
};

const complaintsOf = (source: Source, issue: z.core.$ZodIssue): readonly string[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(source, issue.path, key));
    const value: unknown = issue.path.length === 0 ? source.document.toJS() : source.document.getIn(issue.path);
    const where = `${at(source, issue.path)}: ${pathText(issue.path) || 'the file'}`;
    if (issue.code === 'custom' && !issue.message.startsWith('write')) return [`${where} ${issue.message}`];
    return [
        `${where} ${value === undefined ? 'is missing' : `is ${shown(isNode(value) ? value.toJSON() : value)}`}: ${issue.message}`,
    ];
};

/**
 * The settings that a text holds. A Complaint names every mistake with line, column and remedy.
 *
 * @param name what the text is called in messages
 */
export const parseConfig = (text: string, name: string): LakeConfig => {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const source = { name, document, lines };
    if (document.errors.length > 0) {
        throw new Complaint(
            document.errors
                .map(({ pos, message }) => `${name}:${lines.linePos(pos[0]).line}: ${printable(message)}`)
                .join('\n'),
        );
    }
    const { success, data, error } = lakeConfig.safeParse(document.toJS() ?? {});
    if (success) return data;
    throw new Complaint(error.issues.flatMap((issue) => complaintsOf(source, issue)).join('\n'));
};

/** A file of settings; `isExample` tells that it is only the example, because there is none of one's own. */
export type ConfigFile = { readonly path: string; readonly isExample: boolean };

/** The file that holds the settings: `LAKE_CONFIG` names one, else lake.config.yml, else the example. */
export const findConfig = (
    folder: string = process.cwd(),
    named: string | undefined = process.env['LAKE_CONFIG'],
): ConfigFile => {
    if (named !== undefined && named !== '') {
        const path = resolve(folder, named);
        if (!existsSync(path))
            throw new Complaint(
                `LAKE_CONFIG names ${printable(named)}, and there is no such file: name one, or unset it for ${CONFIG_FILE}`,
            );
        return { path, isExample: false };
    }
    const path = join(folder, CONFIG_FILE);
    return existsSync(path) ? { path, isExample: false } : { path: join(packageRoot(), EXAMPLE_FILE), isExample: true };
};

/** The settings of a file. */
export const readConfig = ({ path }: ConfigFile): LakeConfig => parseConfig(readFileSync(path, 'utf8'), basename(path));
