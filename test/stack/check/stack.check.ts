/** Holds the packaged stack to CloudFormation's specification, to cfn-lint, to checkov and to the project's own rules, for seven settings. */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/run-command.ts';
import { unzip } from '../unzip.ts';
import { CONFIGS } from './configs.ts';
import { EXCEPTIONS, isExcepted } from './exceptions.ts';
import { packageStack, templateIn } from './package-stack.ts';
import { cfnLint, checkov, installTools, type ToolFinding } from './python-tools.ts';
import { RULES } from './rules.ts';
import { specFindings } from './service-spec.ts';
import { readTemplate, resolve, type Template } from './template.ts';

const folder = temporaryFolder();
const templates = join(folder, 'templates');
const names = Object.keys(CONFIGS);
const read = (name: string): Template => readTemplate(join(templates, `${name}.json`));

let linted: readonly ToolFinding[] = [];
let scanned: readonly ToolFinding[] = [];

beforeAll(async () => {
    mkdirSync(templates);
    for (const [name, settings] of Object.entries(CONFIGS)) {
        copyFileSync(templateIn(await packageStack(settings, folder, name)), join(templates, `${name}.json`));
    }
    const tools = await installTools();
    [linted, scanned] = await Promise.all([cfnLint(tools, templates), checkov(tools, templates)]);
}, 1_800_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(names)('the stack of the settings %s', (name) => {
    test('has only types and properties that CloudFormation knows', () => {
        expect(specFindings(read(name))).toEqual([]);
    });

    test.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, { find }) => {
        expect(find(resolve(read(name)))).toEqual([]);
    });

    test('has no reference that leads nowhere', () => {
        expect(JSON.stringify(resolve(read(name))).match(/<there is no [^>]*>/g)).toBe(null);
    });

    test('passes cfn-lint, with the rules of this stack', () => {
        expect(linted.filter((finding) => finding.file === `${name}.json` && !isExcepted(finding))).toEqual([]);
    });

    test('passes checkov but for the exceptions, each with its reason', () => {
        expect(scanned.filter((finding) => finding.file === `${name}.json` && !isExcepted(finding))).toEqual([]);
    });
});

test('no exception is there for nothing', () => {
    const found = [...linted, ...scanned];

    expect(
        EXCEPTIONS.filter(
            ({ rule, where }) => !found.some((finding) => finding.rule === rule && where.test(finding.where)),
        ).map(({ rule }) => rule),
    ).toEqual([]);
});

test('two packagings of the same settings give the same template, but for the framework’s time, and the same zips', async () => {
    const again = await packageStack(CONFIGS['example']!, folder, 'again');
    const first = join(folder, 'example.package');
    const textOf = (packaged: string): string =>
        readFileSync(templateIn(packaged), 'utf8').replace(/\d{13}-[\d-]{10}T[\d:.]{12}Z/g, '<time>');
    const zips = Object.values(readTemplate(templateIn(again)).Resources).flatMap(({ Type, Properties }) =>
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
