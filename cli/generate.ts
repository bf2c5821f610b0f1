/** `generate`: writes a synthetic export into a folder, to try the lake with. */
import { Option, type Command } from 'commander';
import cliProgress from 'cli-progress';
import { Complaint } from '../lib/basics/complaint.ts';
import { attacksOf } from '../lib/generate/attacks/attacks.ts';
import { labelsPath, refuseWritten, writeLabels } from '../lib/generate/attacks/write-labels.ts';
import { FORMAT_NAMES, generate, type Format, type GenerateSummary } from '../lib/generate/generate.ts';
import {
    dayOption,
    GENERATE_DEFAULTS as DEFAULTS,
    numberOption,
    type GenerateOptions,
    type NumberOption,
} from '../lib/generate/options.ts';
import { openOutFolder } from '../lib/generate/out-folder.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { printable } from '../lib/terminal/printable.ts';

type Given = Omit<GenerateOptions, 'attacks'> & {
    readonly out: string;
    readonly format: Format;
    readonly force: boolean;
    readonly json: boolean;
    /** Whether attacks are mixed in, or the file for their labels. */
    readonly attacks: boolean | string;
};

/** How many attacks there are, of which so many above the thresholds that look for them, and where their labels are. */
type AttackReport = { readonly attacks: number; readonly attacks_above: number; readonly labels: string };

type Report = GenerateSummary &
    Partial<AttackReport> & {
        readonly out: string;
        readonly format: Format;
        readonly seed: number;
        readonly seconds: number;
        readonly events_per_second: number;
    };

/** What takes less time needs no bar. */
const BAR_AFTER_MS = 2000;
const BAR = 'generate {bar} {percentage}% | {value} of {total} events | {eta_formatted} left';

const EXAMPLES = `
Formats:
  s3-export   gzip objects under AWSLogs/ keys as Cognito writes them; delivery errors beside, under CloudWatchLogs/
  ndjson      one event a line, a file a day
  cloudwatch  gzipped CloudWatch Logs envelopes, end to end as in a raw backup

The same options give the same events on any day and any machine; all names, addresses and numbers are made up.

Examples:
  $ npm run -s lake -- generate --out exports
  $ npm run -s lake -- generate --events 1000000 --seed 7 --days 90 --out big-exports
  $ npm run -s lake -- generate --format ndjson --variation-rate 0.5 --bad-rate 0.01 --out odd-exports
  $ npm run -s lake -- generate --attacks --out attacked          (labels: attacked.attacks.ndjson)
  $ npm run -s lake -- replay exports --lake my-lake
`;

const NUMBER_OPTIONS: readonly {
    readonly name: NumberOption;
    readonly flag: string;
    readonly letter: string;
    readonly about: string;
}[] = [
    { name: 'events', flag: '--events', letter: 'n', about: 'how many events in all' },
    { name: 'seed', flag: '--seed', letter: 's', about: 'another seed, other people and other events' },
    { name: 'pools', flag: '--pools', letter: 'p', about: 'user pools, 1 to 20' },
    { name: 'users', flag: '--users', letter: 'u', about: 'users of all pools together' },
    { name: 'clients', flag: '--clients', letter: 'c', about: 'app clients of each pool' },
    { name: 'days', flag: '--days', letter: 'k', about: 'days, from --first-day on' },
    {
        name: 'variationRate',
        flag: '--variation-rate',
        letter: 'rate',
        about: 'share of good events in an unusual form, 0 to 1',
    },
    { name: 'badRate', flag: '--bad-rate', letter: 'rate', about: 'share of events that cannot be used, 0 to 1' },
];

const formatOf = (text: string): Format => {
    const found = FORMAT_NAMES.find((name) => name === text);
    if (found !== undefined) return found;
    throw new Complaint(`--format is one of ${FORMAT_NAMES.join(', ')}, not ${JSON.stringify(text)}.`, 2);
};

/** A bar on a terminal once the work has taken a while; else nothing. */
const progressOf = (total: number) => {
    const startedAt = performance.now();
    const bar = new cliProgress.SingleBar({ format: BAR, clearOnComplete: true, stream: process.stderr });
    return {
        at: (eventCount: number) => {
            if (!process.stderr.isTTY || performance.now() - startedAt < BAR_AFTER_MS) return;
            if (!bar.isActive) bar.start(total, eventCount);
            bar.update(eventCount);
        },
        end: () => {
            bar.stop();
            return (performance.now() - startedAt) / 1000;
        },
    };
};

const reportText = (report: Report): string => {
    const { activity, notification, bad } = report.events_by_kind;
    return [
        `Wrote ${report.events} events to ${printable(report.out)} (${report.format}, seed ${report.seed}).`,
        `  files          ${report.files}`,
        `  bytes          ${report.bytes}`,
        `  activity       ${activity}`,
        `  notifications  ${notification}`,
        `  bad            ${bad}`,
        ...(report.labels === undefined
            ? []
            : [
                  `  attacks        ${report.attacks}, ${report.attacks_above} of them above the thresholds; labels in ${printable(report.labels)}`,
              ]),
        ...(report.control_messages === 0
            ? []
            : [`  and control messages, which are no events: ${report.control_messages}`]),
        `  seconds        ${report.seconds.toFixed(1)} (${report.events_per_second} events a second)`,
        `Next: replay ${printable(report.out)} --lake my-lake`,
    ].join('\n');
};

/** Null when no attacks were asked for. */
const labelsFile = (out: string, { attacks, force }: Pick<Given, 'attacks' | 'force'>): string | null => {
    if (attacks === false) return null;
    const path = attacks === true ? labelsPath(out) : attacks;
    refuseWritten(path, force);
    return path;
};

const label = async (options: GenerateOptions, path: string): Promise<AttackReport> => {
    const { labels } = attacksOf(options);
    await writeLabels(path, labels);
    return { attacks: labels.length, attacks_above: labels.filter(({ is_above }) => is_above).length, labels: path };
};

const run = async ({ out, format, force, json, attacks, ...rest }: Given): Promise<void> => {
    const file = labelsFile(out, { attacks, force });
    const options = { ...rest, attacks: file !== null };
    await openOutFolder(out, force);
    const progress = progressOf(options.events);
    let seconds = 0;
    const summary = await generate({ options, format, folder: out, onProgress: progress.at }).finally(() => {
        seconds = progress.end();
    });
    const rate = Math.round(summary.events / Math.max(seconds, 0.001));
    const labels = file === null ? {} : await label(options, file);
    const report = { out, format, seed: options.seed, ...summary, ...labels, seconds, events_per_second: rate };
    process.stdout.write(`${json ? printableJson(report) : reportText(report)}\n`);
};

export const addGenerate = (program: Command): void => {
    const command = program.command('generate').description('write a synthetic export, the same for the same seed');
    command.requiredOption('--out <folder>', 'an empty or new folder to write to');
    command.addOption(
        new Option('--format <format>', FORMAT_NAMES.join(', ')).default(FORMAT_NAMES[0]).argParser(formatOf),
    );
    for (const { name, flag, letter, about } of NUMBER_OPTIONS) {
        command.option(`${flag} <${letter}>`, about, (text: string) => numberOption(name, flag, text), DEFAULTS[name]);
    }
    command.option(
        '--first-day <day>',
        'UTC day of the first events',
        (text: string) => dayOption('--first-day', text),
        DEFAULTS.firstDay,
    );
    command.option(
        '--attacks [labels]',
        'mix attacks in, on top of the events, and write which attempts are theirs to a file beside the folder',
        false,
    );
    command.option('--force', 'write beside what is in the folder already', false);
    command.option('--json', 'print the summary as JSON', false);
    command.addHelpText('after', EXAMPLES);
    command.action(run);
};
