/** Tests of the tree: imports go one way, every room says what it is for, and every room of the path has its tests. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../lib/basics/package-root.ts';

const ROOT = packageRoot();
const FOLDERS = ['infra', 'functions', 'cli', 'lib', 'schemas'] as const;

const roomsOf = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name).replaceAll('\\', '/'));

const ROOMS = FOLDERS.flatMap(roomsOf);
const textOf = (room: string): string => readFileSync(join(ROOT, room), 'utf8');

/** A name in a statement, and whether it is only a type: then nothing is loaded. */
type Import = { readonly from: string; readonly isType: boolean };

const STATEMENT = /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
const importsOf = (room: string): readonly Import[] =>
    [...textOf(room).matchAll(STATEMENT)].map(([, type, from, bare, dynamic]) => ({
        from: from ?? bare ?? dynamic ?? '',
        isType: type !== undefined,
    }));

const targetOf = (room: string, from: string): string =>
    relative(ROOT, join(ROOT, dirname(room), from)).replaceAll('\\', '/');
const ownImports = (room: string): readonly (Import & { readonly to: string })[] =>
    importsOf(room)
        .filter(({ from }) => from.startsWith('.'))
        .map((each) => ({ ...each, to: targetOf(room, each.from) }));

/** The wing that a room is in: `lib/query`, `cli`. */
const wingOf = (path: string): string =>
    path
        .split('/')
        .slice(0, path.startsWith('lib/') ? 2 : 1)
        .join('/');

/** The wings from top to bottom: a room imports rooms of its own wing and of those below it. */
const WINGS = [
    'lib/generate',
    'cli',
    'functions',
    'infra',
    'lib/watch',
    'lib/operate',
    'lib/deploy',
    'lib/query',
    'lib/lake',
    'lib/firehose',
    'lib/inputs',
    'lib/store',
    'lib/aws',
    'lib/transform',
    'lib/terminal',
    'lib/basics',
    'schemas',
];

/** What is narrower than the order: the doors don't import each other, and what runs in the Lambda stands on the ground. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
    schemas: ['schemas'],
    'lib/basics': ['lib/basics'],
    'lib/transform': ['lib/transform', 'lib/basics', 'schemas'],
};
const DOORS = new Set(['cli', 'functions', 'infra']);

const isAllowed = (from: string, to: string): boolean => {
    if (from === to) return true;
    if (ONLY[from] !== undefined) return ONLY[from].includes(to);
    // The command `generate` starts the generator, which may use what commands use.
    if (to === 'lib/generate') return from === 'cli';
    if (DOORS.has(from) && DOORS.has(to)) return false;
    return WINGS.indexOf(to) > WINGS.indexOf(from);
};

test('imports go down the list of wings', () => {
    const wrong = ROOMS.flatMap((room) =>
        ownImports(room)
            .filter(({ to }) => !isAllowed(wingOf(room), wingOf(to)))
            .map(({ to }) => `${room} imports ${to}`),
    );

    expect(wrong).toEqual([]);
});

test('every wing of lib is on the list, and no file is loose in lib', () => {
    const wings = new Set(roomsOf('lib').map(wingOf));

    expect([...wings].filter((wing) => !WINGS.includes(wing))).toEqual([]);
});

test('every import of our own leads to a room that is there', () => {
    const lost = ROOMS.flatMap((room) =>
        ownImports(room)
            .filter(({ to }) => !existsSync(join(ROOT, to)))
            .map(({ to }) => `${room} imports ${to}`),
    );

    expect(lost).toEqual([]);
});

test('no room imports one that imports it, and be it a type', () => {
    const imports = new Map(ROOMS.map((room) => [room, ownImports(room).map(({ to }) => to)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (room: string, path: readonly string[]): void => {
        if (path.includes(room)) cycles.push([...path.slice(path.indexOf(room)), room].join(' > '));
        if (done.has(room) || path.includes(room)) return;
        for (const next of imports.get(room) ?? []) visit(next, [...path, room]);
        done.add(room);
    };

    for (const room of ROOMS) visit(room, []);

    expect(cycles).toEqual([]);
});

test('what a command prints as JSON is safe to show', () => {
    const unsafe = roomsOf('cli').flatMap((room) =>
        textOf(room)
            .split(';\n')
            .filter((statement) => statement.includes('JSON.stringify') && !statement.includes('throw new Complaint'))
            .map((statement) => `${room}: ${statement.trim()}`),
    );

    expect(unsafe).toEqual([]);
});

test('the path of a record needs no package but zod and Powertools; the functions the AWS SDK beside', () => {
    const path = roomsOf('lib/transform');
    const packages = new Set(
        [...path, ...roomsOf('functions'), ...roomsOf('schemas')].flatMap((room) =>
            importsOf(room)
                .filter(({ from, isType }) => !isType && /^[@a-z]/.test(from) && !from.startsWith('node:'))
                .map(({ from }) => from),
        ),
    );

    expect([...packages].toSorted()).toEqual(
        [
            '@aws-lambda-powertools/logger',
            '@aws-lambda-powertools/metrics',
            '@aws-lambda-powertools/parser/schemas/kinesis-firehose',
            '@aws-sdk/client-firehose',
            '@aws-sdk/client-sqs',
            'zod',
        ].filter((name) => packages.has(name)),
    );
});

test('every room begins with a caption: one sentence of one line', () => {
    const without = ROOMS.filter((room) => {
        const [first = '', second = ''] = textOf(room).split('\n');
        const caption = first.startsWith('#!') ? second : first;
        return !/^\/\*\* [A-Z`].*[.?!] \*\/$/.test(caption);
    });

    expect(without).toEqual([]);
});

test('names of rooms are of small letters and hyphens, and none is a drawer for anything', () => {
    const wrong = ROOMS.filter(
        (room) =>
            !/^[a-z0-9-]+\.ts$/.test(room.slice(room.lastIndexOf('/') + 1)) ||
            /\/(utils?|helpers?|common|types|index|misc)\.ts$/.test(room),
    );

    expect(wrong).toEqual([]);
});

/** Tested with the doors that they serve. */
const TESTED_ELSEWHERE = new Set(['schemas/column-notes.ts']);

test('every room of the path of a record, and every schema, has its tests in test/, at the same place', () => {
    const path = [...roomsOf('schemas'), ...roomsOf('lib/transform')].filter((room) => !TESTED_ELSEWHERE.has(room));

    const untested = path.filter((room) => !existsSync(join(ROOT, 'test', room.replace(/\.ts$/, '.test.ts'))));

    expect(untested).toEqual([]);
});
