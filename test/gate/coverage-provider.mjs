/** Coverage of the test process plus its child processes: coverage of the dist/cli bundles is mapped to the source. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mergeProcessCovs } from '@bcoe/v8-coverage';
import v8 from '@vitest/coverage-v8';
import astV8ToIstanbul from 'ast-v8-to-istanbul';
import libCoverage from 'istanbul-lib-coverage';
import { parseAstAsync } from 'vitest/node';

/** The folder where child processes write their coverage (vitest.config.ts). */
const CHILD_COVERAGE_FOLDER = process.env.CHILD_COVERAGE;
/** Every chunk of the command line that has a source map (build.mjs). */
const bundles = () => {
    const folder = resolve('dist', 'cli');
    return readdirSync(folder)
        .filter((name) => name.endsWith('.mjs') && existsSync(join(folder, `${name}.map`)))
        .map((name) => join(folder, name));
};

/**
 * The merged coverage of each bundle from all child processes, by URL. Each file is read once: hundreds of MB. Most
 * scripts of a child are packages; they are dropped.
 */
const readCounts = () => {
    const urls = new Map(bundles().map((bundle) => [pathToFileURL(bundle).href, []]));
    for (const name of existsSync(CHILD_COVERAGE_FOLDER) ? readdirSync(CHILD_COVERAGE_FOLDER) : []) {
        const { result } = JSON.parse(readFileSync(join(CHILD_COVERAGE_FOLDER, name), 'utf8'));
        for (const script of result) urls.get(script.url)?.push({ result: [script] });
    }
    return new Map([...urls].map(([url, scripts]) => [url, mergeProcessCovs(scripts).result[0]]));
};

/** Coverage by source file in the format of istanbul. build.mjs writes the source map if coverage is on. */
const coverageBySource = async (bundle, counts) => {
    const counted = counts.get(pathToFileURL(bundle).href);
    if (counted === undefined) return {};
    const code = readFileSync(bundle, 'utf8');
    const sourceMap = JSON.parse(readFileSync(`${bundle}.map`, 'utf8'));
    // The parser does not accept the #! line. A comment of the same length keeps the offsets.
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

/** Counts by start position: end positions mapped from a bundle do not always match the source. */
const countByStart = ({ s, statementMap, f, fnMap, b, branchMap }) => {
    const counts = new Map();
    const add = (key, count) => counts.set(key, Math.max(counts.get(key) ?? 0, count));
    for (const [id, loc] of Object.entries(statementMap)) add(`statement ${startOf(loc)}`, s[id]);
    for (const [id, { loc }] of Object.entries(fnMap)) add(`function ${startOf(loc)}`, f[id]);
    for (const [id, branch] of Object.entries(branchMap))
        branch.locations.forEach((location, index) => add(branchKey(branch, location), b[id][index]));
    return counts;
};

const isBeforeOrAt = (one, other) => one.line < other.line || (one.line === other.line && one.column <= other.column);

/** Counts statements that enclose a covered statement: the source map lacks some, such as function declarations. */
const countEnclosing = ({ s, statementMap }) => {
    const all = Object.entries(statementMap);
    for (const [id, { start, end }] of all.filter(([each]) => s[each] === 0)) {
        if (all.some(([inner, loc]) => s[inner] > 0 && isBeforeOrAt(start, loc.start) && isBeforeOrAt(loc.end, end)))
            s[id] = 1;
    }
};

/** Adds the counts of child processes to a file. Unmatched positions count as not covered, so never too high. */
const addChildCounts = (file, child) => {
    const counts = countByStart(child);
    const { s, statementMap, f, fnMap, b, branchMap } = file;
    for (const [id, loc] of Object.entries(statementMap)) s[id] += counts.get(`statement ${startOf(loc)}`) ?? 0;
    for (const [id, { loc }] of Object.entries(fnMap)) f[id] += counts.get(`function ${startOf(loc)}`) ?? 0;
    countEnclosing(file);
    for (const [id, branch] of Object.entries(branchMap))
        b[id] = branch.locations.map(
            (location, index) => b[id][index] + (counts.get(branchKey(branch, location)) ?? 0),
        );
};

const withChildCoverage = async (map) => {
    const counts = readCounts();
    for (const bundle of bundles()) {
        const children = libCoverage.createCoverageMap(await coverageBySource(bundle, counts));
        for (const path of map.files().filter((name) => children.files().includes(name)))
            addChildCounts(map.fileCoverageFor(path).data, children.fileCoverageFor(path).data);
    }
    return map;
};

export default {
    ...v8,
    getProvider: async () => {
        const provider = await v8.getProvider();
        const generate = provider.generateCoverage.bind(provider);
        provider.generateCoverage = async (context) => withChildCoverage(await generate(context));
        return provider;
    },
};
