/** Config of the mutation tests of a record's path, by group of modules: `npm run mutate` runs them. */

/**
 * Modules that are mutated together, and the tests that must fail, in running order: the modules' own tests, then those
 * of modules that use them. test/mutation/run-mutants.mjs reads this too.
 */
export const GROUPS = {
    bytes: {
        modules: [
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
        modules: ['lib/transform/decode/split-json', 'lib/transform/decode/end-of-value'],
        tests: ['lib/transform/decode/split-json', 'lib/transform/decode/end-of-value'],
    },
    decode: {
        modules: ['lib/transform/decode/decode', 'schemas/envelope', 'schemas/parcel'],
        tests: ['schemas/envelope', 'schemas/parcel', 'lib/transform/decode/decode'],
    },
    parse: {
        modules: [
            'lib/transform/row/parse',
            'schemas/stored-row',
            'schemas/raw-event',
            'schemas/field',
            'schemas/user-activity',
            'schemas/user-notification',
        ],
        tests: [
            'lib/transform/row/parse',
            'schemas/stored-row',
            'schemas/raw-event',
            'schemas/field',
            'schemas/user-activity',
            'schemas/user-notification',
            'lib/transform/row/normalise-activity',
        ],
    },
    times: {
        modules: [
            'schemas/instant',
            'lib/transform/row/event-time',
            'lib/transform/row/timestamp-text',
            'lib/transform/memo',
        ],
        tests: [
            'schemas/instant',
            'lib/transform/row/event-time',
            'lib/transform/row/timestamp-text',
            'lib/transform/memo',
            'lib/transform/row/normalise-activity',
        ],
    },
    normalise: {
        modules: [
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
            'lib/transform/to-line',
        ],
    },
    line: {
        modules: [
            'schemas/challenges',
            'schemas/vocabulary',
            'schemas/json-text',
            'lib/transform/row/record-id',
            'lib/transform/row/encode',
            'lib/transform/row/plain-field',
            'lib/transform/row/route',
        ],
        tests: [
            'schemas/challenges',
            'schemas/vocabulary',
            'schemas/json-text',
            'lib/transform/row/record-id',
            'lib/transform/row/encode',
            'lib/transform/row/plain-field',
            'lib/transform/row/route',
            'lib/transform/row/normalise-activity',
            'lib/transform/to-line',
        ],
    },
    words: {
        modules: ['lib/transform/row/details-pattern', 'lib/transform/row/error-class', 'schemas/error-classes'],
        tests: ['lib/transform/row/details-pattern', 'lib/transform/row/error-class', 'schemas/error-classes'],
    },
    reply: {
        modules: [
            'lib/transform/reply/reply',
            'lib/transform/to-line',
            'lib/transform/reply/decide',
            'lib/transform/reply/split-record',
            'lib/transform/reply/count-batch',
        ],
        tests: [
            'lib/transform/reply/reply',
            'lib/transform/reply/count-batch',
            'lib/transform/to-line',
            'lib/transform/reply/decide',
            'lib/transform/reply/split-record',
        ],
    },
    batch: {
        modules: [
            'lib/transform/reply/reingest',
            'lib/transform/transform',
            'lib/transform/handle-batch',
            'schemas/firehose-event',
        ],
        tests: [
            'schemas/firehose-event',
            'lib/transform/reply/reingest',
            'lib/transform/handle-batch',
            'lib/transform/transform',
        ],
    },
};

/** Minimum percentage of killed mutants. */
export const MIN_KILLED_PERCENT = 90;

const PAST_THE_END = 'the byte after the last is undefined: not a bracket, quote, blank or newline';
const SAME_RESULT = 'if the reused buffer is too small, a new one gives the same result';
const FAST_PATH = 'without the fast path, the slow path gives the same result';
const FOUND_FOLDED = 'the usual spelling is there for speed: its folded form is found too';

/** Accepted survivors by module: a part of the mutant's text, and why no test can or should kill it. */

export const EXPLAINED = {
    'lib/transform/decode/base64': [
        { mutant: 'const length = data.length <= SCRATCH_BYTES', why: SAME_RESULT },
        { mutant: 'units * MAX_UTF8_BYTES > SCRATCH_BYTES', why: SAME_RESULT },
    ],
    'lib/transform/decode/inflate': [
        { mutant: 'zero <= 0', why: 'the search starts after the fixed header: index 0 is impossible' },
        { mutant: 'member <= 0', why: 'called only if no member begins at 0' },
        { mutant: 'nextMember(bytes) <= 0', why: 'called only if no member begins at 0' },
        {
            mutant: "isWhole || inflated.reason === 'too_large_inflated'",
            why: 'a shortcut: member by member it is also too large',
        },
    ],
    'lib/transform/decode/end-of-value': [
        { mutant: 'at <= bytes.length', why: PAST_THE_END },
        { mutant: 'nextLine <= 0', why: 'a line inside a value begins after its first byte: never at 0' },
        { mutant: 'end <= 0', why: 'the line above handles 0' },
    ],
    'lib/transform/decode/split-json': [
        { mutant: 'at <= ', why: PAST_THE_END },
        { mutant: 'let beginsLine = false;', why: 'the first byte is neither blank nor a brace, and sets it' },
        {
            mutant: 'isBlank(bytes[at - 1] ?? 0)',
            why: 'a span never begins with a blank, so the loop ends at its start anyway',
        },
        { mutant: "'open' : 'broken'", why: 'no code compares with the word broken' },
        {
            mutant: 'Math.min(seen, end.seen)',
            why: 'affects only the time, and mutants do not run split-json.time.test.ts',
        },
    ],
    'lib/transform/row/event-time': [
        { mutant: ' === undefined', why: 'a comparison with undefined is false, and NaN is in no range' },
        { mutant: 'at !== undefined', why: 'undefined is in no range' },
    ],
    'schemas/instant': [
        { mutant: '[name, index],  ─▶  []', why: FOUND_FOLDED },
        { mutant: "if (value === '')", why: 'an empty text matches no pattern' },
        { mutant: 'value.charCodeAt(0) > FIRST_LETTER', why: 'no weekday begins with A' },
        { mutant: 'value.length === USUAL_DIGITS', why: FAST_PATH },
        { mutant: 'if (!Number.isNaN(usual)) return fromNumber(usual);  ─▶  false', why: FAST_PATH },
        { mutant: 'if (isUsualDate(value))', why: FAST_PATH },
        { mutant: 'const isUsualDate', why: FAST_PATH },
        { mutant: 'text.length === USUAL_LENGTH &&', why: FAST_PATH },
        { mutant: "text[3] === ' ' &&", why: FAST_PATH },
        { mutant: "text[13] === ':' &&", why: FAST_PATH },
        { mutant: "text[16] === ':' &&", why: FAST_PATH },
        { mutant: "text.startsWith(' UTC ', 19)", why: FAST_PATH },
        { mutant: 'zone === undefined', why: 'the word undefined has no sign for the pattern to match' },
        { mutant: '/[+-]/', why: 'a zone has a sign at its start or nowhere' },
    ],
    'lib/transform/decode/decode': [
        { mutant: "'logEvents' in value", why: 'called only for envelopes, which have it' },
        { mutant: 'bytes !== undefined', why: 'the fast path accepts no text with U+FFFD' },
        { mutant: 'const lines = closed', why: 'an extra check: a part that is one span at lines stays one' },
        { mutant: 'lines.length >= 1', why: 'a part that is one span at lines stays one' },
        { mutant: 'if (whole !== null)', why: FAST_PATH },
        { mutant: 'const onePlainEvent', why: FAST_PATH },
        { mutant: 'text.includes(REPLACEMENT)', why: FAST_PATH },
        { mutant: 'whole === null ? null', why: FAST_PATH },
        { mutant: 'const REPLACEMENT', why: FAST_PATH },
    ],
    'lib/transform/to-line': [
        {
            mutant: 'unitsOf(line) * MAX_UNIT_BYTES',
            why: 'a short line is not too large when it is measured',
        },
    ],
    'lib/transform/reply/decide': [
        {
            mutant: 'if (first === undefined || isRejected(first))',
            why: 'for the types: called only with events, and no event is like a rejected one',
        },
        { mutant: 'lines.length === 1 && first !== undefined', why: 'the base64 of one text or several is the same' },
    ],
    'lib/transform/reply/split-record': [
        { mutant: 'nextMember(bytes) <= 0', why: 'bytes with a member at 0 begin like gzip' },
        {
            mutant: 'last.reply + reply < MAX_DATA_BYTES',
            why: 'one more piece at the exact limit, and each piece still fits in a reply',
        },
    ],
    'lib/transform/row/encode': [
        { mutant: "table === 'user_activity' && isPlain", why: FAST_PATH },
        { mutant: 'const SURROGATE_ESCAPE', why: 'a text without a lone surrogate is written again unchanged' },
    ],
    'lib/transform/row/extra-fields': [
        { mutant: 'const isUsual =', why: FAST_PATH },
        { mutant: 'if (key !== usual[at]) return false;  ─▶  true', why: FAST_PATH },
        { mutant: 'at -= 1', why: FAST_PATH },
        { mutant: 'return true;', why: FAST_PATH },
        { mutant: 'if (isUsual(', why: FAST_PATH },
        { mutant: 'if (untaken.length === 0) level.usual.keys = keys;  ─▶  false', why: FAST_PATH },
    ],
    'lib/transform/row/plain-field': [{ mutant: 'first === OPEN_BRACE || first === OPEN_BRACKET', why: FAST_PATH }],
    'schemas/vocabulary': [
        { mutant: '[word, word],  ─▶  []', why: FOUND_FOLDED },
        { mutant: "['PASS', 'NoRisk']", why: FOUND_FOLDED },
        { mutant: "['USER_ACTIVITY', 'user_activity']", why: FOUND_FOLDED },
        { mutant: "['USER_AUTH_EVENTS', 'user_activity']", why: FOUND_FOLDED },
        { mutant: "['USER_NOTIFICATION', 'user_notification']", why: FOUND_FOLDED },
    ],
    'lib/transform/row/error-class': [
        { mutant: '(details ??', why: 'no pattern matches the text that Stryker inserts' },
    ],
    'lib/transform/reply/reingest': [
        {
            mutant: 'remaining.length >= 0',
            why: 'without pieces nothing is put, and the loop ends after its first pass',
        },
    ],
    'lib/transform/transform': [
        { mutant: 'if (!decided.some(', why: 'a shortcut: without pieces nothing is put, and every decision stays' },
        { mutant: 'return over <= 0 ? settled', why: 'a shortcut: each record is checked once more' },
    ],
    'schemas/field': [
        { mutant: 'return value === undefined', why: 'JSON.stringify of undefined is undefined' },
        { mutant: '} catch {', why: 'undefined is not an object' },
    ],
};

const group = GROUPS[process.env.MUTATE_GROUP ?? 'bytes'];
process.env.MUTATE_TESTS = group.tests.join();
process.env.MUTATE_MODULES = group.modules.join();

export default {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    mutate: group.modules.map((module) => `${module}.ts`),
    // Stryker reads a tsconfig through an API that TypeScript 7 does not have. Nothing here compiles with it.
    tsconfigFile: 'none',
    // Stryker's hit count stops a mutant in an endless loop. The timeout is for mutants that hang in another way, and
    // is so long that a loaded machine kills none by mistake.
    timeoutMS: 10_000,
    timeoutFactor: 3,
    concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 2),
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `coverage/mutation/${process.env.MUTATE_GROUP}.json` },
    // Not incremental: for a mutant in code that runs on loading, Stryker would reuse the last result despite new
    // tests.
    incremental: false,
    tempDirName: `.cache/stryker-${process.env.MUTATE_GROUP}`,
    ignorePatterns: ['dist', 'coverage', '.cache', '.serverless', 'samples/exports', 'athena'],
    warnings: { slow: false },
};
