/** Builds dist/: a CommonJS bundle for each Lambda function, and the command line. Skips what has not changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));

/**
 * Removes what the functions never use of their packages: the named import of zod brings every locale (350 KB), its JSON
 * Schema writers 20 KB, its checks of text formats (e-mail, JWT …) 8 KB, the bounds of a schema 2 KB; the parser's
 * Firehose schema imports that of SQS. A rewrite that matches nothing is an error: the package has changed.
 */
const REWRITES = [
    {
        file: /@aws-lambda-powertools[\\/]parser[\\/].*\.js$/,
        from: /import \{ z \} from 'zod';/g,
        to: "import * as z from 'zod';",
    },
    {
        file: /parser[\\/].*kinesis-firehose\.js$/,
        from: /import \{ SqsRecordSchema \} from '\.\/sqs\.js';/g,
        to: 'const SqsRecordSchema = z.unknown();',
    },
    { file: /zod[\\/]v4[\\/]classic[\\/]schemas\.js$/, from: /^ +inst\._zod\.processJSONSchema = .*;$/gm, to: '' },
    { file: /zod[\\/]v4[\\/]classic[\\/]schemas\.js$/, from: /\bprocessors\.aggregateChecks\(inst\)/g, to: '({})' },
    {
        file: /zod[\\/]v4[\\/]classic[\\/]schemas\.js$/,
        from: /\b(createToJSONSchemaMethod|createStandardJSONSchemaMethod)\(.*?\)(?=[,;])/g,
        to: 'undefined',
    },
    {
        file: /zod[\\/]v4[\\/]classic[\\/]schemas\.js$/,
        from: /^ +(\w+)\(params\) \{\s+return this\.check\(core\._\1\(Zod\w+, params\)\);\s+\},$/gm,
        to: '',
    },
];

const lean = {
    name: 'lean',
    setup(esbuild) {
        esbuild.onLoad(
            { filter: /@aws-lambda-powertools[\\/]parser[\\/].*\.js$|zod[\\/]v4[\\/]classic[\\/]schemas\.js$/ },
            ({ path }) => {
                let contents = readFileSync(path, 'utf8');
                for (const { from, to } of REWRITES.filter(({ file }) => file.test(path))) {
                    if (!from.test(contents)) throw new Error(`${path} has no place like ${from}: look at build.mjs`);
                    contents = contents.replace(from, to);
                }
                return { contents, loader: 'js' };
            },
        );
    },
};

const options = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
};

/** Writes only what changed, through a temporary name: two builds at once never leave half a file. */
const publish = (path, contents) => {
    if (existsSync(path) && readFileSync(path).equals(contents)) return;
    mkdirSync(dirname(path), { recursive: true });
    const temporary = `${path}.${process.pid}`;
    try {
        // `npm link` makes the command executable once, and the next build replaces the file.
        writeFileSync(temporary, contents, { mode: basename(path) === 'cognito-log-lake.mjs' ? 0o777 : 0o666 });
        renameSync(temporary, path);
    } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
    }
};

/** The files under these paths, sorted. */
const filesUnder = (paths) =>
    paths.flatMap((path) =>
        statSync(join(root, path)).isDirectory()
            ? readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
                  .map((name) => join(path, name))
                  .filter((name) => statSync(join(root, name)).isFile())
                  .toSorted()
            : [path],
    );

/** A hash of the names, sizes and times of the sources. Under coverage the bundles have source maps too. */
const stampOf = (sources) => {
    const hash = createHash('sha256').update(`${process.version} ${process.env.NODE_V8_COVERAGE === undefined}`);
    for (const path of filesUnder(['build.mjs', 'package-lock.json', ...sources])) {
        const { size, mtimeMs } = statSync(join(root, path));
        hash.update(`\n${path} ${size} ${mtimeMs}`);
    }
    return hash.digest('hex');
};

/** Builds a target unless its sources are those of the last build. Returns the paths of its files. */
const buildOnce = async (target, sources, build) => {
    const record = join(root, 'dist', `.${target}.json`);
    const stamp = stampOf(sources);
    const last = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
    if (last.stamp === stamp && last.paths.every((path) => existsSync(join(root, path))))
        return last.paths.map((path) => join(root, path));
    const { build: esbuild } = await import('esbuild');
    const paths = await build(esbuild);
    publish(record, Buffer.from(JSON.stringify({ stamp, paths: paths.map((path) => relative(root, path)) })));
    return paths;
};

/** Publishes the files that esbuild made. Returns their paths. */
const publishAll = (outputFiles) =>
    outputFiles.map(({ path, contents }) => {
        publish(path, Buffer.from(contents));
        return path;
    });

const FIELD_WRITERS = {
    string: (name) => `textField('"${name}":"', row.${name})`,
    timestamp: (name) => `timestampField('"${name}":"', row.${name})`,
    boolean: (name) => `booleanField('"${name}":', row.${name})`,
    'array<string>': (name) => `listField('"${name}":', row.${name})`,
};

/** The TypeScript of the fast encoder of user activity: the columns of schemas/columns.ts, unrolled. */
export const plainFieldsSource = (columns) => {
    const fields = columns.map(({ name, type }, index) =>
        FIELD_WRITERS[type](name).replace('\'"', index === 0 ? '\'"' : '\',"'),
    );
    return `/** Writes user activity as JSON if no string needs an escape. Generated by build.mjs from schemas/columns.ts. */
import type { ActivityRow } from '../../../schemas/columns.ts';
import { booleanField, listField, textField, timestampField } from './plain-field.ts';

/**
 * The fields of a row as JSON.stringify writes them, without the braces: twice as fast (bench/transform.ts). One
 * expression, because in a loop over the columns the look-up by name costs as much as the writing. The event text of
 * the row must be plain.
 */
export const plainFields = (row: ActivityRow): string =>
    ${fields.join(' +\n    ')};
`;
};

const PLAIN_FIELDS = 'lib/transform/row/plain-fields.ts';

/** Writes the sources that are generated. */
const generateSources = () =>
    buildOnce('sources', ['schemas/columns.ts'], async (esbuild) => {
        const { outputFiles } = await esbuild({ ...options, entryPoints: ['schemas/columns.ts'], format: 'esm' });
        const columns = Buffer.from(outputFiles[0].contents).toString('base64');
        const { USER_ACTIVITY_COLUMNS } = await import(`data:text/javascript;base64,${columns}`);
        publish(join(root, PLAIN_FIELDS), Buffer.from(plainFieldsSource(USER_ACTIVITY_COLUMNS)));
        return [join(root, PLAIN_FIELDS)];
    });

/** The texts of the queries by path, sorted: a function has no files beside it. */
const queryTexts = () => {
    const folder = join(root, 'athena', 'queries');
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sql'));
    return Object.fromEntries(
        paths.toSorted().map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
    );
};

/** The functions: minified CommonJS without the AWS SDK, which the Lambda runtime has. Returns the paths. */
export const buildFunctions = () =>
    buildOnce('functions', ['functions', 'lib', 'schemas', 'athena/queries'], async (esbuild) => {
        const names = readdirSync(join(root, 'functions')).filter((name) => name.endsWith('.ts'));
        const built = await Promise.all(
            names.map((name) =>
                esbuild({
                    ...options,
                    entryPoints: [`functions/${name}`],
                    outfile: join(root, 'dist', 'functions', `${basename(name, '.ts')}.cjs`),
                    format: 'cjs',
                    target: 'node20',
                    minify: true,
                    external: ['@aws-sdk/*'],
                    // `require` finds the runtime's SDK by NODE_PATH, `import` does not: nodejs.org/api/esm.html#no-node_path.
                    supported: { 'dynamic-import': false },
                    define: { QUERY_TEXTS: JSON.stringify(queryTexts()) },
                    plugins: [lean],
                }),
            ),
        );
        return built.flatMap(({ outputFiles }) => publishAll(outputFiles));
    });

/** Chunks of older builds stay this long: a command that is running may still load one. */
const STALE_CHUNK_MS = 60 * 60 * 1000;

const removeStaleChunks = (folder, paths) => {
    for (const path of readdirSync(folder).map((name) => join(folder, name))) {
        if (!paths.includes(path) && Date.now() - statSync(path).mtimeMs > STALE_CHUNK_MS)
            rmSync(path, { force: true });
    }
};

/**
 * The command line and the threads that it starts: ES modules beside their packages. Each command is a chunk of its own,
 * which is loaded when the command is called.
 */
export const buildCli = () =>
    buildOnce('cli', ['cli', 'lib', 'schemas'], async (esbuild) => {
        const { outputFiles } = await esbuild({
            ...options,
            entryPoints: {
                'cognito-log-lake': 'cli/cognito-log-lake.ts',
                'transform-thread': 'lib/firehose/transform-thread.ts',
                'check-thread': 'lib/operate/redrive/check-thread.ts',
            },
            outdir: join(root, 'dist', 'cli'),
            outExtension: { '.js': '.mjs' },
            chunkNames: '[name]-[hash]',
            splitting: true,
            format: 'esm',
            target: 'node20',
            packages: 'external',
            // Node opens all files of an ES module's imports at once: zod's 80, most of them locales, fail where 64 files
            // may be open. In the bundle are only the parts of it that are used.
            alias: { zod: './node_modules/zod/index.js' },
            // The bundle names its files: by their path here, also if node_modules is a link.
            preserveSymlinks: true,
            banner: { js: '#!/usr/bin/env node' },
            // Coverage of a command is counted in the bundle and must be found in the sources; the bundle is the same.
            sourcemap: process.env.NODE_V8_COVERAGE === undefined ? false : 'external',
        });
        const paths = publishAll(outputFiles);
        removeStaleChunks(join(root, 'dist', 'cli'), paths);
        return paths;
    });

/** Bundles of ES modules beside their packages, one for each entry: [path of the source, path of the bundle]. */
const bundleModules = async (esbuild, entries) => {
    const built = await Promise.all(
        entries.map(([source, bundle]) =>
            esbuild({
                ...options,
                entryPoints: [source],
                outfile: join(root, bundle),
                format: 'esm',
                target: 'node20',
                packages: 'external',
            }),
        ),
    );
    return built.flatMap(({ outputFiles }) => publishAll(outputFiles));
};

/** The stack that serverless.yml asks for. Returns the path of its bundle. */
export const buildStack = async () => {
    const [path] = await buildOnce('stack', ['infra', 'lib', 'schemas'], (esbuild) =>
        bundleModules(esbuild, [['infra/stack.ts', 'dist/infra/stack.mjs']]),
    );
    return path;
};

/** The benches, for `npm run bench…`: they load the functions' bundles too. */
export const buildBenches = () =>
    buildOnce('bench', ['bench', 'cli', 'lib', 'schemas'], (esbuild) =>
        bundleModules(
            esbuild,
            readdirSync(join(root, 'bench'))
                .filter((name) => name.endsWith('.ts'))
                .map((name) => [`bench/${name}`, `dist/bench/${basename(name, '.ts')}.mjs`]),
        ),
    );

/** The writer of the manual's generated parts, for `npm run docs`. */
export const buildDocs = () =>
    buildOnce('docs', ['docs', 'infra', 'lib', 'schemas'], (esbuild) =>
        bundleModules(esbuild, [['docs/write-reference.ts', 'dist/docs/write-reference.mjs']]),
    );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    // What is packed must not hold the chunks of older builds.
    if (process.argv.includes('--clean')) rmSync(join(root, 'dist'), { recursive: true, force: true });
    await generateSources();
    await Promise.all([
        buildFunctions(),
        buildCli(),
        ...(process.argv.includes('--bench') ? [buildBenches()] : []),
        ...(process.argv.includes('--docs') ? [buildDocs()] : []),
    ]);
}
