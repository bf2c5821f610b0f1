/** Mutation testing of the path of a record, a group of rooms at a time: `npm run mutate` (test/mutation/mutate.mjs reads this). */

/** Rooms that are mutated together, and the tests that must notice: their own, and those of the rooms that rest on them. */
export const GROUPS = {
    bytes: {
        rooms: ['lib/base64', 'lib/json-bytes', 'lib/inflate', 'lib/reply-size'],
        tests: ['lib/base64', 'lib/json-bytes', 'lib/inflate', 'lib/reply-size', 'lib/unwrap', 'lib/take-apart'],
    },
    split: { rooms: ['lib/split-json', 'lib/end-of-value'], tests: ['lib/split-json', 'lib/end-of-value', 'lib/unwrap'] },
    unwrap: { rooms: ['lib/unwrap', 'schemas/envelope', 'schemas/parcel'], tests: ['lib/unwrap', 'schemas/envelope', 'schemas/parcel', 'lib/transform'] },
    parse: {
        rooms: ['lib/parse', 'schemas/stored-row', 'schemas/log-record', 'schemas/field', 'schemas/user-activity', 'schemas/user-notification'],
        tests: ['lib/parse', 'schemas/stored-row', 'schemas/log-record', 'schemas/field', 'schemas/user-activity', 'schemas/user-notification', 'lib/normalise-activity', 'lib/extra-fields'],
    },
    times: { rooms: ['schemas/instant', 'lib/event-time', 'lib/timestamp-text'], tests: ['schemas/instant', 'lib/event-time', 'lib/timestamp-text', 'lib/normalise-activity'] },
    normalise: {
        rooms: ['lib/normalise', 'lib/normalise-activity', 'lib/normalise-notification', 'lib/extra-fields', 'schemas/challenges', 'schemas/vocabulary', 'schemas/json-text', 'lib/record-id', 'lib/encode', 'lib/route'],
        tests: ['lib/normalise', 'lib/normalise-activity', 'lib/normalise-notification', 'lib/extra-fields', 'schemas/challenges', 'schemas/vocabulary', 'schemas/json-text', 'lib/record-id', 'lib/encode', 'lib/route', 'lib/answerable'],
    },
    words: { rooms: ['lib/details-pattern', 'lib/error-class', 'schemas/error-classes'], tests: ['lib/details-pattern', 'lib/error-class', 'schemas/error-classes'] },
    answer: {
        rooms: ['lib/answer', 'lib/answerable', 'lib/ending', 'lib/take-apart', 'lib/put-back', 'lib/batch-counts', 'lib/transform', 'lib/handle-batch', 'schemas/firehose-event'],
        tests: ['lib/answer', 'lib/answerable', 'lib/ending', 'lib/take-apart', 'lib/put-back', 'lib/batch-counts', 'lib/transform', 'lib/handle-batch', 'schemas/firehose-event'],
    },
};

/** Percent of the mutants that must be killed. */
export const LEAST_KILLED = 90;

/** Survivors that may live: what the mutant does, and why no test can, or should, tell. */
export const EXPLAINED = {};

const group = GROUPS[process.env.MUTATE_GROUP ?? 'bytes'];
process.env.MUTATE_TESTS = group.tests.join();

export default {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutate.config.ts', related: false },
    coverageAnalysis: 'perTest',
    mutate: group.rooms.map((room) => `${room}.ts`),
    // Stryker reads a tsconfig through an interface that TypeScript 7 has not; nothing here compiles with it.
    tsconfigFile: 'none',
    concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 2),
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `coverage/mutation/${process.env.MUTATE_GROUP}.json` },
    incremental: true,
    incrementalFile: `.cache/mutation/${process.env.MUTATE_GROUP}.json`,
    tempDirName: '.cache/stryker',
    ignorePatterns: ['dist', 'coverage', '.cache', '.serverless', 'samples/exports', 'athena'],
    warnings: { slow: false },
};
