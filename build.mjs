/** Builds dist/: one self-contained CommonJS file a Lambda function, and the command line. */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));

/**
 * What the functions never use of their packages: the named import of zod brings every locale (350 KB), its writers of JSON
 * Schema 20 KB, its checks of text formats (e-mail, JWT and the like) 8 KB, what a schema tells of its own bounds 2 KB; the
 * parser's Firehose schema brings that of SQS. Each rewrite must find its place, so that a new version of a package is noticed.
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
        writeFileSync(temporary, contents);
        renameSync(temporary, path);
    } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
    }
};

/** The questions by their path, sorted: a function has no files beside it, and asks them. */
const queryTexts = () => {
    const folder = join(root, 'athena', 'queries');
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sql'));
    return Object.fromEntries(
        paths.toSorted().map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
    );
};

/** The functions: minified CommonJS, the AWS SDK left to the Lambda runtime. Returns the paths written. */
export const buildFunctions = async () => {
    const names = readdirSync(join(root, 'functions')).filter((name) => name.endsWith('.ts'));
    const paths = [];
    for (const name of names) {
        const { outputFiles } = await build({
            ...options,
            entryPoints: [`functions/${name}`],
            format: 'cjs',
            target: 'node20',
            minify: true,
            external: ['@aws-sdk/*'],
            // `require` finds the runtime's own SDK by NODE_PATH, which `import` does not look at: nodejs.org/api/esm.html#no-node_path.
            supported: { 'dynamic-import': false },
            define: { QUERY_TEXTS: JSON.stringify(queryTexts()) },
            plugins: [lean],
        });
        const path = join(root, 'dist', 'functions', `${basename(name, '.ts')}.cjs`);
        publish(path, Buffer.from(outputFiles[0].contents));
        paths.push(path);
    }
    return paths;
};

/** The command line and the thread that it starts: ES modules beside their packages; they load the functions' bundles as deployed. */
export const buildCli = async () => {
    for (const [entry, name] of [
        ['cli/cognito-log-lake.ts', 'cognito-log-lake'],
        ['lib/firehose/transform-thread.ts', 'transform-thread'],
    ]) {
        const { outputFiles } = await build({
            ...options,
            entryPoints: [entry],
            format: 'esm',
            target: 'node20',
            packages: 'external',
            banner: { js: '#!/usr/bin/env node' },
            outfile: join(root, 'dist', 'cli', `${name}.mjs`),
            // Where coverage is counted, of the command too, its places must be found in the sources; the bundle is the same.
            sourcemap: process.env.NODE_V8_COVERAGE === undefined ? false : 'external',
        });
        for (const { path, contents } of outputFiles) publish(path, Buffer.from(contents));
    }
};

/** The stack that serverless.yml asks for. Returns the path of its bundle. */
export const buildStack = async () => {
    const { outputFiles } = await build({
        ...options,
        entryPoints: ['infra/stack.ts'],
        format: 'esm',
        target: 'node20',
        packages: 'external',
    });
    const path = join(root, 'dist', 'infra', 'stack.mjs');
    publish(path, Buffer.from(outputFiles[0].contents));
    return path;
};

/** The benches, for `npm run bench…`: they load the functions' bundles too. */
export const buildBenches = async () => {
    for (const name of readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts'))) {
        const { outputFiles } = await build({
            ...options,
            entryPoints: [`bench/${name}`],
            format: 'esm',
            target: 'node20',
            packages: 'external',
        });
        publish(join(root, 'dist', 'bench', `${basename(name, '.ts')}.mjs`), Buffer.from(outputFiles[0].contents));
    }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    await Promise.all([buildFunctions(), buildCli(), ...(process.argv.includes('--bench') ? [buildBenches()] : [])]);
}
