/** Checks the packaged stack of eight configs: CloudFormation specification, cfn-lint, checkov and our rules. */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/run-command.ts';
import { unzip } from '../unzip.ts';
import { CONFIGS } from './configs.ts';
import { LINT_EXCEPTIONS, isExcepted } from './lint-exceptions.ts';
import { packageStack, templatePath } from './package-stack.ts';
import { runCfnLint, runCheckov, installTools, type ToolProblem } from './python-tools.ts';
import { RULES } from './rules.ts';
import { checkSpecification } from './check-specification.ts';
import { readTemplate, resolveReferences, type Template } from './template.ts';

const folder = temporaryFolder();
const templates = join(folder, 'templates');
const names = Object.keys(CONFIGS);
const readNamedTemplate = (name: string): Template => readTemplate(join(templates, `${name}.json`));

let linted: readonly ToolProblem[] = [];
let scanned: readonly ToolProblem[] = [];

beforeAll(async () => {
    mkdirSync(templates);
    for (const [name, config] of Object.entries(CONFIGS)) {
        copyFileSync(templatePath(await packageStack(config, folder, name)), join(templates, `${name}.json`));
    }
    const tools = await installTools();
    [linted, scanned] = await Promise.all([runCfnLint(tools, templates), runCheckov(tools, templates)]);
}, 1_800_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(names)('the stack of the config %s', (name) => {
    test('has only types and properties in the CloudFormation specification', () => {
        expect(checkSpecification(readNamedTemplate(name))).toEqual([]);
    });

    test.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, { findProblems }) => {
        expect(findProblems(resolveReferences(readNamedTemplate(name)))).toEqual([]);
    });

    test('has no dangling reference', () => {
        expect(JSON.stringify(resolveReferences(readNamedTemplate(name))).match(/<there is no [^>]*>/g)).toBe(null);
    });

    test('passes cfn-lint, with the rules of this stack', () => {
        expect(linted.filter((finding) => finding.file === `${name}.json` && !isExcepted(finding))).toEqual([]);
    });

    test('passes checkov, except for the documented exceptions', () => {
        expect(scanned.filter((finding) => finding.file === `${name}.json` && !isExcepted(finding))).toEqual([]);
    });
});

test('every lint exception is still needed', () => {
    const found = [...linted, ...scanned];

    expect(
        LINT_EXCEPTIONS.filter(
            ({ rule, location }) => !found.some((finding) => finding.rule === rule && location.test(finding.location)),
        ).map(({ rule }) => rule),
    ).toEqual([]);
});

test('packaging a config twice gives the same template, except for the time, and the same zip files', async () => {
    const again = await packageStack(CONFIGS['example']!, folder, 'again');
    const first = join(folder, 'example.package');
    const textOf = (packaged: string): string =>
        readFileSync(templatePath(packaged), 'utf8').replace(/\d{13}-[\d-]{10}T[\d:.]{12}Z/g, '<time>');
    const zips = Object.values(readTemplate(templatePath(again)).Resources).flatMap(({ Type, Properties }) =>
        Type === 'AWS::Lambda::Function' ? [JSON.stringify(Properties).match(/[a-z]+\.zip/)![0]] : [],
    );

    expect(textOf(again)).toBe(textOf(first));
    expect(zips).toContain('transform.zip');
    expect(zips.map((zip) => readFileSync(join(again, zip)).equals(readFileSync(join(first, zip))))).toEqual(
        zips.map(() => true),
    );
    expect(zips.map((zip) => [...unzip(readFileSync(join(again, zip))).keys()])).toEqual(
        zips.map((zip) => [`dist/functions/${zip.replace('.zip', '.cjs')}`]),
    );
}, 60_000);
