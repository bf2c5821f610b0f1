/** Coverage of the tests' own process and of the commands that they start: what a child ran of dist/cli counts where its source stands. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mergeProcessCovs } from '@bcoe/v8-coverage';
import v8 from '@vitest/coverage-v8';
import astV8ToIstanbul from 'ast-v8-to-istanbul';
import libCoverage from 'istanbul-lib-coverage';
import { parseAstAsync } from 'vitest/node';

/** Where the children's engines write (vitest.config.ts). */
const CHILDREN = process.env.CHILD_COVERAGE;
const BUNDLES = ['cognito-log-lake', 'transform-thread'].map((name) => resolve('dist', 'cli', `${name}.mjs`));

/** What each child's engine counted of a bundle, as one. Only scripts of ours are kept: most of a child's are packages. */
const countsOf = (bundle) => {
    const url = pathToFileURL(bundle).href;
    const counted = readdirSync(CHILDREN).flatMap((name) =>
        JSON.parse(readFileSync(join(CHILDREN, name), 'utf8')).result.filter((script) => script.url === url),
    );
    return mergeProcessCovs(counted.map((script) => ({ result: [script] }))).result[0];
};

/** By source file, as istanbul has it; build.mjs writes the map beside the bundle when coverage is asked for. */
const sourcesOf = async (bundle) => {
    const counted = existsSync(CHILDREN) && existsSync(`${bundle}.map`) ? countsOf(bundle) : undefined;
    if (counted === undefined) return {};
    const code = readFileSync(bundle, 'utf8');
    const sourceMap = JSON.parse(readFileSync(`${bundle}.map`, 'utf8'));
    // The engine counts from behind the line that names the interpreter; the parser knows no such line.
    return astV8ToIstanbul({
        code,
        ast: await parseAstAsync(code.replace(/^#!.*/, (line) => '/'.repeat(line.length))),
        sourceMap,
        coverage: { functions: counted.functions, url: counted.url },
        wrapperLength: 0,
    });
};

const startOf = ({ start }) => `${start.line}:${start.column}`;
const branchKey = ({ type, loc }, location) =>
    `${type} ${startOf(loc)} ${location?.start?.line === undefined ? 'else' : startOf(location)}`;

/** Counts by where a thing begins: the ends in a bundle are not always those of the source. */
const byStart = ({ s, statementMap, f, fnMap, b, branchMap }) => {
    const counts = new Map();
    const add = (key, count) => counts.set(key, Math.max(counts.get(key) ?? 0, count));
    for (const [id, loc] of Object.entries(statementMap)) add(`statement ${startOf(loc)}`, s[id]);
    for (const [id, { loc }] of Object.entries(fnMap)) add(`function ${startOf(loc)}`, f[id]);
    for (const [id, branch] of Object.entries(branchMap))
        branch.locations.forEach((location, index) => add(branchKey(branch, location), b[id][index]));
    return counts;
};

const isBefore = (one, other) => one.line < other.line || (one.line === other.line && one.column <= other.column);

/** What encloses something that ran has run: a function's declaration, of which the bundle's map does not always tell. */
const fillEnclosing = ({ s, statementMap }) => {
    const all = Object.entries(statementMap);
    for (const [id, { start, end }] of all.filter(([each]) => s[each] === 0)) {
        if (all.some(([inner, loc]) => s[inner] > 0 && isBefore(start, loc.start) && isBefore(loc.end, end))) s[id] = 1;
    }
};

/** Adds what children ran to what is known of a file. A place that can't be found again counts as not run: never too much is said. */
const addChildren = (file, child) => {
    const counts = byStart(child);
    const { s, statementMap, f, fnMap, b, branchMap } = file;
    for (const [id, loc] of Object.entries(statementMap)) s[id] += counts.get(`statement ${startOf(loc)}`) ?? 0;
    for (const [id, { loc }] of Object.entries(fnMap)) f[id] += counts.get(`function ${startOf(loc)}`) ?? 0;
    fillEnclosing(file);
    for (const [id, branch] of Object.entries(branchMap))
        b[id] = branch.locations.map(
            (location, index) => b[id][index] + (counts.get(branchKey(branch, location)) ?? 0),
        );
};

const withChildren = async (map) => {
    for (const bundle of BUNDLES) {
        const children = libCoverage.createCoverageMap(await sourcesOf(bundle));
        for (const path of map.files().filter((name) => children.files().includes(name)))
            addChildren(map.fileCoverageFor(path).data, children.fileCoverageFor(path).data);
    }
    return map;
};

export default {
    ...v8,
    getProvider: async () => {
        const provider = await v8.getProvider();
        const generate = provider.generateCoverage.bind(provider);
        provider.generateCoverage = async (context) => withChildren(await generate(context));
        return provider;
    },
};
