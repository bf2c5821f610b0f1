/** Mutation testing of the path of a record, a group of rooms at a time: `npm run mutate` (test/mutation/mutate.mjs reads this). */

/** Rooms that are mutated together, and the tests that must notice, in the order in which they are asked: their own, and those of the rooms that rest on them. */
export const GROUPS = {
    bytes: {
        rooms: [
            'lib/transform/decode/base64',
            'lib/transform/decode/json-bytes',
            'lib/transform/decode/inflate',
            'lib/basics/thrown',
            'lib/transform/reply/reply-size',
        ],
        tests: [
            'lib/transform/decode/base64',
            'lib/transform/decode/json-bytes',
            'lib/transform/decode/inflate',
            'lib/basics/thrown',
            'lib/transform/reply/reply-size',
        ],
    },
    split: {
        rooms: ['lib/transform/decode/split-json', 'lib/transform/decode/end-of-value'],
        tests: ['lib/transform/decode/split-json', 'lib/transform/decode/end-of-value'],
    },
    unwrap: {
        rooms: ['lib/transform/decode/unwrap', 'schemas/envelope', 'schemas/parcel'],
        tests: ['schemas/envelope', 'schemas/parcel', 'lib/transform/decode/unwrap'],
    },
    parse: {
        rooms: [
            'lib/transform/row/parse',
            'schemas/stored-row',
            'schemas/log-record',
            'schemas/field',
            'schemas/user-activity',
            'schemas/user-notification',
        ],
        tests: [
            'lib/transform/row/parse',
            'schemas/stored-row',
            'schemas/log-record',
            'schemas/field',
            'schemas/user-activity',
            'schemas/user-notification',
            'lib/transform/row/normalise-activity',
        ],
    },
    times: {
        rooms: ['schemas/instant', 'lib/transform/row/event-time', 'lib/transform/row/timestamp-text'],
        tests: [
            'schemas/instant',
            'lib/transform/row/event-time',
            'lib/transform/row/timestamp-text',
            'lib/transform/row/normalise-activity',
        ],
    },
    normalise: {
        rooms: [
            'lib/transform/row/normalise',
            'lib/transform/row/normalise-activity',
            'lib/transform/row/normalise-notification',
            'lib/transform/row/extra-fields',
            'lib/transform/row/unknown-fields',
        ],
        tests: [
            'lib/transform/row/normalise',
            'lib/transform/row/normalise-activity',
            'lib/transform/row/normalise-notification',
            'lib/transform/row/extra-fields',
            'lib/transform/row/unknown-fields',
            'lib/transform/answerable',
        ],
    },
    line: {
        rooms: [
            'schemas/challenges',
            'schemas/vocabulary',
            'schemas/json-text',
            'lib/transform/row/record-id',
            'lib/transform/row/encode',
            'lib/transform/row/plain-fields',
            'lib/transform/row/route',
        ],
        tests: [
            'schemas/challenges',
            'schemas/vocabulary',
            'schemas/json-text',
            'lib/transform/row/record-id',
            'lib/transform/row/encode',
            'lib/transform/row/plain-fields',
            'lib/transform/row/route',
            'lib/transform/row/normalise-activity',
            'lib/transform/answerable',
        ],
    },
    words: {
        rooms: ['lib/transform/row/details-pattern', 'lib/transform/row/error-class', 'schemas/error-classes'],
        tests: ['lib/transform/row/details-pattern', 'lib/transform/row/error-class', 'schemas/error-classes'],
    },
    answer: {
        rooms: [
            'lib/transform/reply/answer',
            'lib/transform/answerable',
            'lib/transform/reply/ending',
            'lib/transform/reply/take-apart',
            'lib/transform/reply/batch-counts',
        ],
        tests: [
            'lib/transform/reply/answer',
            'lib/transform/reply/batch-counts',
            'lib/transform/answerable',
            'lib/transform/reply/ending',
            'lib/transform/reply/take-apart',
        ],
    },
    batch: {
        rooms: [
            'lib/transform/reply/put-back',
            'lib/transform/transform',
            'lib/transform/handle-batch',
            'schemas/firehose-event',
        ],
        tests: [
            'schemas/firehose-event',
            'lib/transform/reply/put-back',
            'lib/transform/handle-batch',
            'lib/transform/transform',
        ],
    },
};

/** Percent of the mutants that must be killed. */
export const LEAST_KILLED = 90;

/** Survivors that may live: what the mutant does, and why no test can, or should, tell. */
const BEYOND_THE_END = 'the byte behind the last is undefined, and no bracket, quote, blank or newline';
const SAME_BOTH_WAYS = 'where the buffer that stays has no room another is made: the answer is the same';
const QUICK_WAY = 'the quick way gives up, and the slow one behind it comes to the same';
const STRICT = 'strict makes a schema that can not be compiled an error when the room is loaded: these can';
const FOUND_FOLDED = 'the usual spelling is there for speed: folded it is found too';

export const EXPLAINED = {
    'lib/transform/decode/base64': [
        { mutant: 'const length = data.length <= SCRATCH_BYTES', why: SAME_BOTH_WAYS },
        { mutant: 'units * MAX_UTF8_BYTES > SCRATCH_BYTES', why: SAME_BOTH_WAYS },
    ],
    'lib/transform/decode/inflate': [
        { mutant: 'zero <= 0', why: 'looked for behind the fixed header, a zero is never at 0' },
        { mutant: 'member <= 0', why: 'asked only where no member begins at 0' },
        { mutant: 'nextMember(bytes) <= 0', why: 'asked only where no member begins at 0' },
        {
            mutant: "isWhole || inflated.refusal === 'too_large_inflated'",
            why: 'a short cut: member by member it is too large too',
        },
    ],
    'lib/transform/decode/end-of-value': [
        { mutant: 'at <= bytes.length', why: BEYOND_THE_END },
        { mutant: 'nextLine <= 0', why: 'a line that begins within a value begins behind its first byte: never at 0' },
        { mutant: 'end <= 0', why: '0 has been dealt with in the line above' },
    ],
    'lib/transform/decode/split-json': [
        { mutant: 'at <= ', why: BEYOND_THE_END },
        { mutant: 'let beginsLine = false;', why: 'the first byte is neither blank nor a brace: it sets it' },
        {
            mutant: 'isBlank(bytes[at - 1] ?? 0)',
            why: 'a stretch never begins with a blank, so the walk back ends at its start anyway',
        },
        { mutant: "'open' : 'broken'", why: 'nobody asks for the word broken' },
        {
            mutant: 'Math.min(seen, end.seen)',
            why: 'costs time only: split-json.time.test.ts, which mutants are not tried on',
        },
    ],
    'lib/transform/row/event-time': [
        { mutant: ' === undefined', why: 'what compares with undefined is false, and NaN is in no range' },
        { mutant: 'at !== undefined', why: 'undefined is in no range' },
    ],
    'lib/transform/row/timestamp-text': [
        { mutant: 'known !== undefined', why: 'a minute that is made again is the same' },
        { mutant: 'MAX_CACHED_MINUTES', why: 'bounds the memory, not what is written' },
    ],
    'schemas/instant': [
        { mutant: 'index], [name.toLowerCase(), index]]),  ─▶  []', why: FOUND_FOLDED },
        { mutant: "if (value === '')", why: 'an empty text matches no pattern either' },
        { mutant: 'value.charCodeAt(0) > FIRST_LETTER', why: 'no weekday begins with A' },
        { mutant: 'value.length === USUAL_DIGITS', why: QUICK_WAY },
        { mutant: 'if (!Number.isNaN(usual)) return fromNumber(usual);  ─▶  false', why: QUICK_WAY },
        { mutant: 'if (isUsualDate(value))', why: QUICK_WAY },
        { mutant: 'const isUsualDate', why: QUICK_WAY },
        { mutant: 'text.length === USUAL_LENGTH &&', why: QUICK_WAY },
        { mutant: 'zone === undefined', why: 'a pattern put to undefined finds no sign in the word' },
        { mutant: '/[+-]/', why: 'a zone has a sign at its beginning or nowhere' },
    ],
    'lib/transform/decode/unwrap': [
        { mutant: "'logEvents' in value", why: 'asked of envelopes only, which have it' },
        { mutant: 'stretch !== undefined', why: 'the quick way hands on no text with U+FFFD in it' },
        { mutant: 'const parts = closed', why: 'a look too many: what is one stretch at lines too stays one' },
        { mutant: 'parts.length >= 1', why: 'what is one stretch at lines too stays one' },
        { mutant: 'if (whole !== null)', why: QUICK_WAY },
        { mutant: 'const oneRecord', why: QUICK_WAY },
        { mutant: 'text.includes(REPLACEMENT)', why: QUICK_WAY },
        { mutant: 'whole === null ? null', why: QUICK_WAY },
        { mutant: 'const REPLACEMENT', why: QUICK_WAY },
    ],
    'lib/transform/answerable': [
        {
            mutant: 'unitsOf(line) * MAX_UNIT_BYTES',
            why: 'a short line need not be measured: measured it is not too large either',
        },
    ],
    'lib/transform/reply/ending': [
        {
            mutant: 'if (first === undefined || isBad(first))',
            why: 'for the types: asked of events that are there, and a bad one is like no other',
        },
        { mutant: 'lines.length === 1 && first !== undefined', why: 'one text or several: the base64 is the same' },
    ],
    'lib/transform/reply/take-apart': [
        { mutant: 'nextMember(bytes) <= 0', why: 'what has a member at 0 begins like gzip' },
        {
            mutant: 'last.reply + reply < MAX_DATA_BYTES',
            why: 'at the very bound one piece more: each is answered whole all the same',
        },
    ],
    'lib/transform/row/encode': [
        { mutant: "table === 'user_activity' && isPlain", why: QUICK_WAY },
        { mutant: 'const SURROGATE_ESCAPE', why: 'what has no half of a surrogate is written again as it was' },
    ],
    'lib/transform/row/extra-fields': [
        { mutant: 'const isUsual =', why: QUICK_WAY },
        { mutant: 'if (key !== usual[at]) return false;  ─▶  true', why: QUICK_WAY },
        { mutant: 'at -= 1', why: QUICK_WAY },
        { mutant: 'return true;', why: QUICK_WAY },
        { mutant: 'if (isUsual(', why: QUICK_WAY },
        { mutant: 'if (untaken.length === 0) place.usualKeys = keys;  ─▶  false', why: QUICK_WAY },
        {
            mutant: 'usualKeys: [] },  ─▶  ["Stryker was here"]',
            why: 'the first record with known fields alone puts its own keys there',
        },
    ],
    'lib/transform/row/plain-fields': [{ mutant: 'first === OPEN_BRACE || first === OPEN_BRACKET', why: QUICK_WAY }],
    'schemas/vocabulary': [
        { mutant: '=> [[word, word], [fold(word), word]]', why: FOUND_FOLDED },
        { mutant: "['PASS', 'NoRisk']", why: FOUND_FOLDED },
        { mutant: "['USER_ACTIVITY', 'user_activity']", why: FOUND_FOLDED },
        { mutant: "['USER_AUTH_EVENTS', 'user_activity']", why: FOUND_FOLDED },
        { mutant: "['USER_NOTIFICATION', 'user_notification']", why: FOUND_FOLDED },
    ],
    'lib/transform/row/error-class': [
        { mutant: '(details ??', why: 'no pattern matches the words that Stryker puts there' },
    ],
    'lib/transform/reply/put-back': [
        { mutant: 'left.length >= 0', why: 'of nothing nothing is put, and the loop ends behind its first pass' },
    ],
    'lib/transform/transform': [
        { mutant: 'if (!all.some(', why: 'a short cut: without pieces nothing is put, and every ending stays' },
        { mutant: 'return over <= 0 ? all', why: 'a short cut: who gives way is asked of each once more' },
    ],
    'schemas/firehose-event': [{ mutant: '{ strict: true }', why: STRICT }],
    'schemas/envelope': [{ mutant: '{ strict: true }', why: STRICT }],
    'schemas/parcel': [{ mutant: '{ strict: true }', why: STRICT }],
    'schemas/user-activity': [{ mutant: '{ strict: true }', why: STRICT }],
    'schemas/user-notification': [{ mutant: '{ strict: true }', why: STRICT }],
    'schemas/field': [
        { mutant: 'return value === undefined', why: 'there is no JSON of undefined: it comes out as undefined' },
        { mutant: '} catch {', why: 'undefined is no object either' },
    ],
    'lib/transform/row/parse': [{ mutant: 'knownPools.size', why: 'bounds the memory, not what is read' }],
};

const group = GROUPS[process.env.MUTATE_GROUP ?? 'bytes'];
process.env.MUTATE_TESTS = group.tests.join();
process.env.MUTATE_ROOMS = group.rooms.join();

export default {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    mutate: group.rooms.map((room) => `${room}.ts`),
    // Stryker reads a tsconfig through an interface that TypeScript 7 has not; nothing here compiles with it.
    tsconfigFile: 'none',
    // A mutant that never ends is stopped by Stryker's count of hits; the clock is for what hangs without one, and so long that a loaded machine kills nothing.
    timeoutMS: 10_000,
    timeoutFactor: 3,
    concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 2),
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `coverage/mutation/${process.env.MUTATE_GROUP}.json` },
    // Not incremental: of a mutant in what runs at loading, Stryker would believe the last result though there are new tests.
    incremental: false,
    tempDirName: `.cache/stryker-${process.env.MUTATE_GROUP}`,
    ignorePatterns: ['dist', 'coverage', '.cache', '.serverless', 'samples/exports', 'athena'],
    warnings: { slow: false },
};
