/** Measures recall and precision of the detections on generated lakes with labelled attacks. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carrierAddress, officeAddress } from '../lib/generate/ip-addresses.ts';
import { ATTACKS, type AttackKind } from '../lib/generate/attacks/attack-kinds.ts';
import type { AttackLabel } from '../lib/generate/attacks/attack-label.ts';
import { ATTACK_STRENGTHS, type AttackStrength } from '../lib/generate/attacks/attack-strength.ts';
import { CITIES } from '../lib/generate/cities.ts';
import { openLake, type Lake } from '../lib/lake/open-lake.ts';
import { findQuery, readCatalogue } from '../lib/query/catalogue.ts';
import { renderQuery } from '../lib/query/render-query.ts';
import { machineLine } from './machine.ts';
import type { JsonValue } from '../lib/query/json-value.ts';
import { runStatement } from '../lib/query/run-statement.ts';

const SEEDS = Number(process.argv[2] ?? 10);
const EVENTS = Number(process.argv[3] ?? 120_000);
const TARGET = 0.95;
/** Thirty days of baseline, then ten days with attacks. */
const DAYS = 40;
const FIRST_DAY = '2026-01-01';
const FIRST_ATTACKED_DAY = '2026-01-31';
const LAST_DAY = '2026-02-09';
const USERS = Math.ceil(EVENTS / 120);
const CLI = 'dist/cli/cognito-log-lake.mjs';
/** A successful sign-in counts as part of an attack until this long after it. */
const GRACE_MS = 180 * 60_000;
/** Novelty is mostly harmless and of low severity, so the target for these kinds is recall only. */
const NOVELTY_KINDS: ReadonlySet<AttackKind> = new Set(['new_country_for_user', 'new_device_for_user']);
/** All countries of the generated users. The parameter of country_not_allowed has no default. */
const ALLOWED_COUNTRIES = [...new Set(CITIES.map(({ country }) => country))];

type DetectionRow = Readonly<Record<string, JsonValue>>;
type DetectionTally = {
    rows: number;
    correct: number;
    ownKind: number;
    allowlisted: number;
    allowlistedCorrect: number;
    readonly labelled: Record<AttackStrength, number>;
    readonly found: Record<AttackStrength, number>;
};

const zeroCounts = (): Record<AttackStrength, number> => ({ faint: 0, below: 0, slow: 0, above: 0, strong: 0 });
const tallies = new Map<AttackKind, DetectionTally>(
    ATTACKS.map(({ kind }) => [
        kind,
        {
            rows: 0,
            correct: 0,
            ownKind: 0,
            allowlisted: 0,
            allowlistedCorrect: 0,
            labelled: zeroCounts(),
            found: zeroCounts(),
        },
    ]),
);
const catalogue = readCatalogue();

const runCli = (...commandArguments: readonly string[]): void => {
    const { status } = spawnSync(process.execPath, [CLI, ...commandArguments], {
        stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`Command ${commandArguments[0] ?? ''} failed with exit code ${status}.`);
};

/** Puts offices and carriers on the allowlist: shared_address_or_device reports carriers on any day without attacks. */
const writeAllowlist = (folder: string): void => {
    mkdirSync(join(folder, 'allowlist'));
    const addresses = Array.from({ length: 100 }, (_, index) => [
        officeAddress(0, index),
        carrierAddress(index),
    ]).flat();
    writeFileSync(
        join(folder, 'allowlist', 'shared.csv'),
        ['kind,value,note', ...addresses.map((address) => `address,${address},office or carrier`)].join('\n'),
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

const runDetection = async ({ connection }: Lake, name: string): Promise<readonly DetectionRow[]> => {
    const query = findQuery(catalogue, name);
    const allValues: readonly (readonly [string, readonly string[]])[] = [
        ['first_day', [FIRST_ATTACKED_DAY]],
        ['last_day', [LAST_DAY]],
        ['allowed_countries', ALLOWED_COUNTRIES],
    ];
    const values = new Map(allValues.filter(([parameter]) => query.parameters.some((each) => each.name === parameter)));
    const { columns, batches } = await runStatement(connection, renderQuery(query, values));
    const rows: DetectionRow[] = [];
    for await (const batch of batches)
        rows.push(
            ...batch.map((row) =>
                Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])),
            ),
        );
    return rows;
};

const hasSameEntity = (row: DetectionRow, label: AttackLabel): boolean => {
    if (!('user_name' in row)) return label.ip_addresses.includes(String(row['ip_address']));
    return label.user_subs.includes(String(row['user_sub'])) || label.user_names.includes(String(row['user_name']));
};

/** Whether a row matches an attack: same pool, same IP address or user, overlapping time. */
const isAbout = (row: DetectionRow, label: AttackLabel): boolean =>
    row['user_pool_id'] === label.user_pool_id &&
    hasSameEntity(row, label) &&
    Date.parse(String(row['first_at'])) <= Date.parse(label.last_at) + GRACE_MS &&
    Date.parse(String(row['last_at'])) >= Date.parse(label.first_at);

const tallyDetection = (kind: AttackKind, all: readonly DetectionRow[], labels: readonly AttackLabel[]): void => {
    const tally = tallies.get(kind);
    if (tally === undefined) return;
    const isCorrect = (row: DetectionRow): boolean => labels.some((label) => isAbout(row, label));
    const rows = all.filter((row) => row['is_allowlisted'] !== true);
    const allowlisted = all.filter((row) => row['is_allowlisted'] === true);
    tally.rows += rows.length;
    tally.correct += rows.filter(isCorrect).length;
    tally.allowlisted += allowlisted.length;
    tally.allowlistedCorrect += allowlisted.filter(isCorrect).length;
    const own = labels.filter((label) => label.kind === kind);
    tally.ownKind += rows.filter((row) => own.some((label) => isAbout(row, label))).length;
    for (const label of own) {
        tally.labelled[label.strength] += 1;
        if (rows.some((row) => isAbout(row, label))) tally.found[label.strength] += 1;
    }
};

const runSeed = async (seed: number): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-detect-'));
    const [out, lakeFolder, labels] = [join(folder, 'exports'), join(folder, 'lake'), join(folder, 'labels.ndjson')];
    try {
        runCli(
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
        runCli('replay', out, '--lake', lakeFolder);
        writeAllowlist(lakeFolder);
        const open = await openLake(lakeFolder);
        try {
            for (const { kind } of ATTACKS) tallyDetection(kind, await runDetection(open, kind), readLabels(labels));
        } finally {
            open.close();
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
};

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const recallOf = ({ found, labelled }: DetectionTally): number =>
    ratio(found.above + found.strong, labelled.above + labelled.strong);
const precisionOf = ({ correct, rows }: DetectionTally): number => ratio(correct, rows);
const precisionWithoutAllowlist = ({ correct, allowlistedCorrect, rows, allowlisted }: DetectionTally): number =>
    ratio(correct + allowlistedCorrect, rows + allowlisted);
const isTargetMet = (kind: AttackKind, tally: DetectionTally): boolean =>
    recallOf(tally) >= TARGET && (NOVELTY_KINDS.has(kind) || precisionOf(tally) >= TARGET);

const resultNote = (kind: AttackKind, tally: DetectionTally): string => {
    if (!isTargetMet(kind, tally)) return '  below the target';
    return NOVELTY_KINDS.has(kind) ? '  novelty: target is recall only' : '';
};

const formatTally = ([kind, tally]: readonly [AttackKind, DetectionTally]): string =>
    [
        kind.padEnd(26),
        recallOf(tally).toFixed(2).padStart(6),
        precisionOf(tally).toFixed(2).padStart(11),
        ratio(tally.ownKind, tally.rows).toFixed(2).padStart(6),
        precisionWithoutAllowlist(tally).toFixed(2).padStart(14),
        String(tally.rows).padStart(6),
        ...ATTACK_STRENGTHS.map((strength) => `${tally.found[strength]}/${tally.labelled[strength]}`.padStart(8)),
        resultNote(kind, tally),
    ].join('');

for (let seed = 1; seed <= SEEDS; seed += 1) await runSeed(seed);

const HEADER = [
    'query'.padEnd(26),
    'recall'.padStart(6),
    'precision'.padStart(11),
    'own'.padStart(6),
    'no allowlist'.padStart(14),
    'rows'.padStart(6),
    ...ATTACK_STRENGTHS.map((strength) => strength.padStart(8)),
].join('');

process.stdout.write(`${machineLine()}
Attacks in ${EVENTS} ordinary events of ${DAYS} days, ${USERS} users and two pools; ${SEEDS} seeds, default thresholds.
Offices and carriers are on the allowlist. Allowlisted rows count only in the column "no allowlist": the precision if
the allowlist were empty.
recall: share of the attacks above the thresholds (above, strong) that are found.
precision: share of the rows that match any attack. own: share of the rows that match an attack of this kind.
The last five columns are attacks found/labelled. faint, below and slow are below the thresholds: need not be found.

${HEADER}
${[...tallies].map(formatTally).join('\n')}
`);
process.exitCode = [...tallies].every(([kind, tally]) => isTargetMet(kind, tally)) ? 0 : 1;
