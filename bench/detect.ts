/** How many of the attacks that are there do the questions find, and how many of their answers are attacks? */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carrierAddress, officeAddress } from '../lib/generate/addresses.ts';
import { ATTACKS, type AttackKind } from '../lib/generate/attacks/attack-kinds.ts';
import type { AttackLabel } from '../lib/generate/attacks/label.ts';
import { STRENGTHS, type Strength } from '../lib/generate/attacks/strength.ts';
import { CITIES } from '../lib/generate/cities.ts';
import { openLake, type Lake } from '../lib/lake/open-lake.ts';
import { findQuery, readCatalogue } from '../lib/query/catalogue.ts';
import type { Plain } from '../lib/query/plain-value.ts';
import { renderQuery } from '../lib/query/render.ts';
import { readResult } from '../lib/query/result.ts';
import { machineLine } from './machine.ts';

const SEEDS = Number(process.argv[2] ?? 10);
const EVENTS = Number(process.argv[3] ?? 120_000);
const GOAL = 0.95;
/** Thirty to learn from, ten with attacks. */
const DAYS = 40;
const FIRST_DAY = '2026-01-01';
const FIRST_ATTACKED_DAY = '2026-01-31';
const LAST_DAY = '2026-02-09';
const USERS = Math.ceil(EVENTS / 120);
const CLI = 'dist/cli/cognito-log-lake.mjs';
/** A success comes until so long after its attack. */
const AFTER_MS = 180 * 60_000;
/** They ask what is new, which is mostly harmless, and are of low severity: held to recall alone. */
const NEWS: ReadonlySet<AttackKind> = new Set(['new_country_for_user', 'new_device_for_user']);
/** Allowed is every country in which the generated world lives: the question has no default. */
const ALLOWED_COUNTRIES = [...new Set(CITIES.map(({ country }) => country))];

type Row = Readonly<Record<string, Plain>>;
type Tally = {
    rows: number;
    right: number;
    own: number;
    marked: number;
    markedRight: number;
    readonly there: Record<Strength, number>;
    readonly found: Record<Strength, number>;
};

const none = (): Record<Strength, number> => ({ faint: 0, near: 0, slow: 0, just: 0, strong: 0 });
const tallies = new Map<AttackKind, Tally>(
    ATTACKS.map(({ kind }) => [
        kind,
        { rows: 0, right: 0, own: 0, marked: 0, markedRight: 0, there: none(), found: none() },
    ]),
);
const catalogue = readCatalogue();

const lake = (...words: readonly string[]): void => {
    const { status } = spawnSync(process.execPath, [CLI, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`${words[0] ?? ''} ended with ${status}`);
};

/** Offices are known, as they would be, and the carriers that shared_address_or_device shows on any quiet day. */
const writeExceptions = (folder: string): void => {
    mkdirSync(join(folder, 'known_exceptions'));
    const addresses = Array.from({ length: 100 }, (_, index) => [
        officeAddress(0, index),
        carrierAddress(index),
    ]).flat();
    writeFileSync(
        join(folder, 'known_exceptions', 'shared.csv'),
        ['kind,value,note', ...addresses.map((address) => `address,${address},an office or a carrier`)].join('\n'),
    );
};

const isLabel = (value: unknown): value is AttackLabel =>
    typeof value === 'object' && value !== null && 'attack_id' in value && 'kind' in value;
const readLabels = (path: string): readonly AttackLabel[] =>
    readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line))
        .filter(isLabel);

const answer = async ({ connection }: Lake, name: string): Promise<readonly Row[]> => {
    const query = findQuery(catalogue, name);
    const given: readonly (readonly [string, readonly string[]])[] = [
        ['first_day', [FIRST_ATTACKED_DAY]],
        ['last_day', [LAST_DAY]],
        ['allowed_countries', ALLOWED_COUNTRIES],
    ];
    const values = new Map(given.filter(([parameter]) => query.parameters.some(({ name: own }) => own === parameter)));
    const { columns, batches } = await readResult(connection, renderQuery(query, values));
    const rows: Row[] = [];
    for await (const batch of batches)
        rows.push(
            ...batch.map((row) =>
                Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])),
            ),
        );
    return rows;
};

const isEntity = (row: Row, label: AttackLabel): boolean => {
    if (!('user_name' in row)) return label.ip_addresses.includes(String(row['ip_address']));
    return label.user_subs.includes(String(row['user_sub'])) || label.user_names.includes(String(row['user_name']));
};

/** Whether an answer is about an attack: its pool, its address or user, its time. */
const isAbout = (row: Row, label: AttackLabel): boolean =>
    row['user_pool_id'] === label.user_pool_id &&
    isEntity(row, label) &&
    Date.parse(String(row['first_at'])) <= Date.parse(label.last_at) + AFTER_MS &&
    Date.parse(String(row['last_at'])) >= Date.parse(label.first_at);

const judge = (kind: AttackKind, all: readonly Row[], labels: readonly AttackLabel[]): void => {
    const tally = tallies.get(kind);
    if (tally === undefined) return;
    const isRight = (row: Row): boolean => labels.some((label) => isAbout(row, label));
    const [rows, marked] = [all.filter(({ known }) => known !== true), all.filter(({ known }) => known === true)];
    tally.rows += rows.length;
    tally.right += rows.filter(isRight).length;
    tally.marked += marked.length;
    tally.markedRight += marked.filter(isRight).length;
    const own = labels.filter((label) => label.kind === kind);
    tally.own += rows.filter((row) => own.some((label) => isAbout(row, label))).length;
    for (const label of own) {
        tally.there[label.strength] += 1;
        if (rows.some((row) => isAbout(row, label))) tally.found[label.strength] += 1;
    }
};

const runSeed = async (seed: number): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-detect-'));
    const [out, lakeFolder, labels] = [join(folder, 'exports'), join(folder, 'lake'), join(folder, 'labels.ndjson')];
    try {
        lake(
            'generate',
            '--seed',
            String(seed),
            '--events',
            String(EVENTS),
            '--days',
            String(DAYS),
            '--first-day',
            FIRST_DAY,
            '--users',
            String(USERS),
            '--variation-rate',
            '0',
            '--attacks',
            labels,
            '--out',
            out,
        );
        lake('replay', out, '--lake', lakeFolder);
        writeExceptions(lakeFolder);
        const open = await openLake(lakeFolder);
        try {
            for (const { kind } of ATTACKS) judge(kind, await answer(open, kind), readLabels(labels));
        } finally {
            open.close();
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
};

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const recallOf = ({ found, there }: Tally): number => ratio(found.just + found.strong, there.just + there.strong);
const precisionOf = ({ right, rows }: Tally): number => ratio(right, rows);
const unmarkedToo = ({ right, markedRight, rows, marked }: Tally): number => ratio(right + markedRight, rows + marked);
const isGood = (kind: AttackKind, tally: Tally): boolean =>
    recallOf(tally) >= GOAL && (NEWS.has(kind) || precisionOf(tally) >= GOAL);

const verdict = (kind: AttackKind, tally: Tally): string => {
    if (!isGood(kind, tally)) return '  below the goal';
    return NEWS.has(kind) ? '  tells what is new: held to recall alone' : '';
};

const line = ([kind, tally]: readonly [AttackKind, Tally]): string =>
    [
        kind.padEnd(26),
        recallOf(tally).toFixed(2).padStart(6),
        precisionOf(tally).toFixed(2).padStart(11),
        ratio(tally.own, tally.rows).toFixed(2).padStart(6),
        unmarkedToo(tally).toFixed(2).padStart(12),
        String(tally.rows).padStart(6),
        ...STRENGTHS.map((strength) => `${tally.found[strength]}/${tally.there[strength]}`.padStart(8)),
        verdict(kind, tally),
    ].join('');

for (let seed = 1; seed <= SEEDS; seed += 1) await runSeed(seed);

process.stdout.write(`${machineLine()}
Attacks in ${EVENTS} ordinary events of ${DAYS} days, ${USERS} users and two pools; ${SEEDS} seeds, thresholds at their defaults.
Offices and carriers are known exceptions; what is marked as known is left out of all but the column "with known", the precision without any exceptions.
recall: found, of the attacks above the thresholds (just, strong). precision: answers about any attack, of all. own: about an attack of that kind.
The last five columns are what was found of what is there: faint, near and slow are below the thresholds, and are not to be found.

${['query'.padEnd(26), 'recall'.padStart(6), 'precision'.padStart(11), 'own'.padStart(6), 'with known'.padStart(12), 'rows'.padStart(6), ...STRENGTHS.map((strength) => strength.padStart(8))].join('')}
${[...tallies].map(line).join('\n')}
`);
process.exitCode = [...tallies].every(([kind, tally]) => isGood(kind, tally)) ? 0 : 1;
