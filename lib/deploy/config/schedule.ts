/** The schedule of a report: what EventBridge Scheduler accepts, and at most once an hour. */

/** What a field of a cron expression may have: numbers in a range, names for some of them, and special values. */
type CronField = {
    readonly name: string;
    readonly min: number;
    readonly max: number;
    /** Names of the first numbers from `min`, in order. */
    readonly words?: readonly string[];
    readonly special?: RegExp;
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based. */
const CRON_FIELDS: readonly CronField[] = [
    { name: 'minute', min: 0, max: 59 },
    { name: 'hour', min: 0, max: 23 },
    { name: 'day of the month', min: 1, max: 31, special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
    { name: 'month', min: 1, max: 12, words: MONTHS },
    { name: 'day of the week', min: 1, max: 7, words: WEEKDAYS, special: /^(?:\?|L|[1-7]L|[1-7]#[1-5])$/ },
    { name: 'year', min: 1970, max: 2199 },
];

const RATE = /^rate\([1-9]\d{0,3} (?:hours?|days?)\)$/;
const CRON = /^cron\((\S+(?: \S+){5})\)$/;
const NUMBER = /^\d{1,4}$/;

const numberOf = ({ min, words = [] }: CronField, text: string): number => {
    const index = words.indexOf(text.toUpperCase());
    if (index >= 0) return min + index;
    return NUMBER.test(text) ? Number(text) : Number.NaN;
};

/** Whether a part of a list is *, a number, a range, or one of these with a step. */
const isCronPart = (field: CronField, part: string): boolean => {
    const [span = '', step = '1', ...more] = part.split('/');
    const ends = span === '*' ? [] : span.split('-').map((text) => numberOf(field, text));
    const [first = field.min, last = first] = ends;
    return (
        more.length === 0 &&
        NUMBER.test(step) &&
        Number(step) >= 1 &&
        Number(step) <= field.max &&
        ends.length <= 2 &&
        [first, last].every((value) => value >= field.min && value <= field.max) &&
        first <= last
    );
};

const isCronValue = (field: CronField, text: string): boolean =>
    field.special?.test(text) === true || text.split(',').every((part) => isCronPart(field, part));

const cronProblem = (fields: readonly string[]): string | null => {
    const wrong = CRON_FIELDS.findIndex((field, index) => !isCronValue(field, fields[index] ?? ''));
    const field = CRON_FIELDS[wrong];
    if (field !== undefined)
        return `has the ${field.name} ${fields[wrong]}: write a value from ${field.min} to ${field.max}`;
    if ([fields[2], fields[4]].filter((text) => text === '?').length !== 1)
        return 'needs a ? for either the day of the month or the day of the week';
    return NUMBER.test(fields[0] ?? '')
        ? null
        : `runs more than once an hour (minute ${fields[0]}): write one minute. The queries would find nothing new`;
};

/** What AWS would reject in a schedule, or why it is too often; null if it is fine. */
export const scheduleProblem = (text: string): string | null => {
    if (RATE.test(text)) return null;
    const fields = CRON.exec(text)?.[1]?.split(' ');
    return fields === undefined
        ? 'write a schedule in UTC: rate(1 day), or cron(0 6 * * ? *) for 06:00'
        : cronProblem(fields);
};
