/** Plants each mistake into its own copy of the template, and shows which checks of check:stack find it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/run-command.ts';
import { CONFIGS } from './configs.ts';
import { isExcepted } from './lint-exceptions.ts';
import type { TemplateProblem } from './template-rule.ts';
import { MISTAKES, plantMistake } from './mistakes.ts';
import { packageStack, templatePath } from './package-stack.ts';
import { runCfnLint, runCheckov, installTools, type ToolProblem } from './python-tools.ts';
import { checkRules } from './rules.ts';
import { checkSpecification } from './check-specification.ts';
import { readTemplate } from './template.ts';

/** Limits for the number of mistakes, and for those that no check finds. */
const MIN_MISTAKES = 60;
const MAX_MISSED = 3;
/** Every twentieth mistake is shown to all four checks. */
const SAMPLE_EVERY = 20;

type CaughtMistake = { readonly check: string; readonly message: string };

const folder = temporaryFolder();
const copies = join(folder, 'copies');
const nameOf = (index: number): string => `${String(index + 1).padStart(3, '0')}.json`;
const caughtByIndex: CaughtMistake[][] = MISTAKES.map(() => []);

const noteProblems = (index: number, by: string, findings: readonly TemplateProblem[]): void => {
    const [first] = findings;
    if (first !== undefined) caughtByIndex[index]!.push({ check: by, message: `${first.resource} ${first.message}` });
};

const noteToolProblems = (by: string, findings: readonly ToolProblem[]): void => {
    for (const [index, catches] of caughtByIndex.entries()) {
        const first = findings.find((finding) => finding.file === nameOf(index) && !isExcepted(finding));
        if (first !== undefined) catches.push({ check: by, message: `${first.rule} ${first.message}` });
    }
};

beforeAll(async () => {
    mkdirSync(copies);
    const template = readTemplate(
        templatePath(await packageStack(CONFIGS['lake-formation']!, folder, 'lake-formation')),
    );
    for (const [index, mistake] of MISTAKES.entries()) {
        const copy = plantMistake(template, mistake);
        noteProblems(index, 'specification', checkSpecification(copy));
        noteProblems(index, 'rules', checkRules(copy));
        // The two tools take seconds for each template: they look at what our own checks do not find, and at a sample.
        if (caughtByIndex[index]!.length === 0 || index % SAMPLE_EVERY === 0)
            writeFileSync(join(copies, nameOf(index)), JSON.stringify(copy));
    }
    const tools = await installTools();
    const [linted, scanned] = await Promise.all([runCfnLint(tools, copies), runCheckov(tools, copies)]);
    noteToolProblems('cfn-lint', linted);
    noteToolProblems('checkov', scanned);
}, 1_800_000);

afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    const lines = MISTAKES.map(({ name }, index) => {
        const catches = caughtByIndex[index]!;
        const checks = catches.map(({ check }) => check).join(', ') || 'MISSED';
        const message = catches[0] === undefined ? '' : `      ${catches[0].message.slice(0, 140)}\n`;
        return `${nameOf(index).slice(0, 3)} ${name}: ${checks}\n${message}`;
    });
    const caughtCount = caughtByIndex.filter(({ length }) => length > 0).length;
    process.stdout.write(`${lines.join('')}${caughtCount} of ${MISTAKES.length} planted mistakes caught\n`);
});

describe('the planted mistakes', () => {
    test(`are at least ${MIN_MISTAKES} different ones`, () => {
        expect(new Set(MISTAKES.map(({ name }) => name)).size).toBe(MISTAKES.length);
        expect(MISTAKES.length).toBeGreaterThanOrEqual(MIN_MISTAKES);
    });

    test(`are found by a check, except for at most ${MAX_MISSED}`, () => {
        const missed = MISTAKES.filter((_, index) => caughtByIndex[index]!.length === 0).map(({ name }) => name);

        expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(MAX_MISSED);
    });

    test('are found by each of the four checks', () => {
        const found = new Set(caughtByIndex.flat().map(({ check }) => check));

        expect([...found].toSorted()).toEqual(['cfn-lint', 'checkov', 'rules', 'specification']);
    });
});
