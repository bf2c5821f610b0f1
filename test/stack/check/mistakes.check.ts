/** Plants every mistake into a copy of the template of its own, and shows which of the four checks of check:stack finds it. Each tool runs once over all copies. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/run-command.ts';
import { CONFIGS } from './configs.ts';
import { isExcepted } from './exceptions.ts';
import type { Finding } from './finding.ts';
import { MISTAKES, planted } from './mistakes.ts';
import { packageStack, templateIn } from './package-stack.ts';
import { cfnLint, checkov, installTools, type ToolFinding } from './python-tools.ts';
import { ruleFindings } from './rules.ts';
import { specFindings } from './service-spec.ts';
import { readTemplate } from './template.ts';

/** Of the mistakes at least so many are to be there, and so few may be missed. */
const LEAST_MISTAKES = 60;
const MOST_MISSED = 3;

type Catch = { readonly by: string; readonly what: string };

const folder = temporaryFolder();
const copies = join(folder, 'copies');
const nameOf = (index: number): string => `${String(index + 1).padStart(3, '0')}.json`;
const caught: Catch[][] = MISTAKES.map(() => []);

const note = (index: number, by: string, findings: readonly Finding[]): void => {
    const [first] = findings;
    if (first !== undefined) caught[index]!.push({ by, what: `${first.resource} ${first.what}` });
};

const noteTool = (by: string, findings: readonly ToolFinding[]): void => {
    for (const [index, catches] of caught.entries()) {
        const first = findings.find((finding) => finding.file === nameOf(index) && !isExcepted(finding));
        if (first !== undefined) catches.push({ by, what: `${first.rule} ${first.what}` });
    }
};

beforeAll(async () => {
    mkdirSync(copies);
    const template = readTemplate(templateIn(await packageStack(CONFIGS['example']!, folder, 'example')));
    for (const [index, mistake] of MISTAKES.entries()) {
        const copy = planted(template, mistake);
        writeFileSync(join(copies, nameOf(index)), JSON.stringify(copy, null, 1));
        note(index, 'specification', specFindings(copy));
        note(index, 'rules', ruleFindings(copy));
    }
    const tools = await installTools();
    const [linted, scanned] = await Promise.all([cfnLint(tools, copies), checkov(tools, copies)]);
    noteTool('cfn-lint', linted);
    noteTool('checkov', scanned);
}, 1_800_000);

afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    const lines = MISTAKES.map(
        ({ name }, index) =>
            `${nameOf(index).slice(0, 3)} ${name}: ${caught[index]!.map(({ by }) => by).join(', ') || 'MISSED'}\n${caught[
                index
            ]!.slice(0, 1)
                .map(({ what }) => `      ${what.slice(0, 140)}\n`)
                .join('')}`,
    );
    process.stdout.write(
        `${lines.join('')}${caught.filter(({ length }) => length > 0).length} of ${MISTAKES.length} planted mistakes caught\n`,
    );
});

describe('of the planted mistakes', () => {
    test(`there are at least ${LEAST_MISTAKES}, each of its own`, () => {
        expect(new Set(MISTAKES.map(({ name }) => name)).size).toBe(MISTAKES.length);
        expect(MISTAKES.length).toBeGreaterThanOrEqual(LEAST_MISTAKES);
    });

    test(`at most ${MOST_MISSED} are missed`, () => {
        const missed = MISTAKES.filter((_, index) => caught[index]!.length === 0).map(({ name }) => name);

        expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(MOST_MISSED);
    });

    test('each of the four checks finds some', () => {
        const found = new Set(caught.flat().map(({ by }) => by));

        expect([...found].toSorted()).toEqual(['cfn-lint', 'checkov', 'rules', 'specification']);
    });
});
