/** Tests of the source tree: import order, captions, file names, and a test for every module of the path. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../lib/basics/package-root.ts';

const ROOT = packageRoot();
const FOLDERS = ['infra', 'functions', 'cli', 'lib', 'schemas'] as const;

const modulesOf = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name).replaceAll('\\', '/'));

const MODULES = FOLDERS.flatMap(modulesOf);
const textOf = (module: string): string => readFileSync(join(ROOT, module), 'utf8');

/** An import, and whether it imports only types: then nothing is loaded. */
type Import = { readonly from: string; readonly isType: boolean };

const STATEMENT = /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
const importsOf = (module: string): readonly Import[] =>
    [...textOf(module).matchAll(STATEMENT)].map(([, type, from, bare, dynamic]) => ({
        from: from ?? bare ?? dynamic ?? '',
        isType: type !== undefined,
    }));

const targetOf = (module: string, from: string): string =>
    relative(ROOT, join(ROOT, dirname(module), from)).replaceAll('\\', '/');
const ownImports = (module: string): readonly (Import & { readonly to: string })[] =>
    importsOf(module)
        .filter(({ from }) => from.startsWith('.'))
        .map((each) => ({ ...each, to: targetOf(module, each.from) }));

/** The layer of a module, such as `lib/query` or `cli`. */
const layerOf = (path: string): string =>
    path
        .split('/')
        .slice(0, path.startsWith('lib/') ? 2 : 1)
        .join('/');

/** The layers from top to bottom: a module imports modules of its own layer and of layers below it. */
const LAYERS = [
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

/** Stricter than the order: these layers import only the listed ones. The transform runs in Lambda and stays small. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
    schemas: ['schemas'],
    'lib/basics': ['lib/basics'],
    'lib/transform': ['lib/transform', 'lib/basics', 'schemas'],
};
/** Entry points do not import each other. */
const ENTRY_LAYERS = new Set(['cli', 'functions', 'infra']);

const isAllowed = (from: string, to: string): boolean => {
    if (from === to) return true;
    if (ONLY[from] !== undefined) return ONLY[from].includes(to);
    // Only the command `generate` imports the generator, which may import what commands import.
    if (to === 'lib/generate') return from === 'cli';
    if (ENTRY_LAYERS.has(from) && ENTRY_LAYERS.has(to)) return false;
    return LAYERS.indexOf(to) > LAYERS.indexOf(from);
};

test('imports go down the list of layers', () => {
    const wrong = MODULES.flatMap((module) =>
        ownImports(module)
            .filter(({ to }) => !isAllowed(layerOf(module), layerOf(to)))
            .map(({ to }) => `${module} imports ${to}`),
    );

    expect(wrong).toEqual([]);
});

test('every folder of lib is a listed layer, and no file is directly in lib', () => {
    const layers = new Set(modulesOf('lib').map(layerOf));

    expect([...layers].filter((layer) => !LAYERS.includes(layer))).toEqual([]);
});

test('every relative import is an existing module', () => {
    const missing = MODULES.flatMap((module) =>
        ownImports(module)
            .filter(({ to }) => !existsSync(join(ROOT, to)))
            .map(({ to }) => `${module} imports ${to}`),
    );

    expect(missing).toEqual([]);
});

test('there are no import cycles, not even of types', () => {
    const imports = new Map(MODULES.map((module) => [module, ownImports(module).map(({ to }) => to)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (module: string, path: readonly string[]): void => {
        if (path.includes(module)) cycles.push([...path.slice(path.indexOf(module)), module].join(' > '));
        if (done.has(module) || path.includes(module)) return;
        for (const next of imports.get(module) ?? []) visit(next, [...path, module]);
        done.add(module);
    };

    for (const module of MODULES) visit(module, []);

    expect(cycles).toEqual([]);
});

test('commands do not print unescaped JSON', () => {
    const unsafe = modulesOf('cli').flatMap((module) =>
        textOf(module)
            .split(';\n')
            .filter((statement) => statement.includes('JSON.stringify') && !statement.includes('throw new UserError'))
            .map((statement) => `${module}: ${statement.trim()}`),
    );

    expect(unsafe).toEqual([]);
});

test('the transform needs only zod and Powertools, and the functions also the AWS SDK', () => {
    const path = modulesOf('lib/transform');
    const packages = new Set(
        [...path, ...modulesOf('functions'), ...modulesOf('schemas')].flatMap((module) =>
            importsOf(module)
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

test('every module begins with a caption: one sentence on one line', () => {
    const without = MODULES.filter((module) => {
        const [first = '', second = ''] = textOf(module).split('\n');
        const caption = first.startsWith('#!') ? second : first;
        return !/^\/\*\* [A-Z`].*[.?!] \*\/$/.test(caption);
    });

    expect(without).toEqual([]);
});

test('module names have lower-case letters, digits and hyphens, and none is generic', () => {
    const wrong = MODULES.filter(
        (module) =>
            !/^[a-z0-9-]+\.ts$/.test(module.slice(module.lastIndexOf('/') + 1)) ||
            /\/(utils?|helpers?|common|types|index|misc)\.ts$/.test(module),
    );

    expect(wrong).toEqual([]);
});

/** Modules whose tests are elsewhere. */
const TESTED_ELSEWHERE = new Set(['schemas/column-notes.ts']);

test('every module of the transform and every schema has a test file at the same path', () => {
    const path = [...modulesOf('schemas'), ...modulesOf('lib/transform')].filter(
        (module) => !TESTED_ELSEWHERE.has(module),
    );

    const untested = path.filter((module) => !existsSync(join(ROOT, 'test', module.replace(/\.ts$/, '.test.ts'))));

    expect(untested).toEqual([]);
});

test('AWS clients are created in one place, but for the transform, which imports nothing of lib/aws', () => {
    const creators = MODULES.filter((module) => /\bnew \w*Client\(/.test(textOf(module)));

    expect(creators).toEqual(['lib/aws/create-client.ts', 'lib/transform/put-records.ts']);
});
