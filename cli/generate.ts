/** `generate`: writes a synthetic export into a folder. */
import { Option, type Command } from 'commander';
import cliProgress from 'cli-progress';
import { UserError } from '../lib/basics/user-error.ts';
import { generateAttacks } from '../lib/generate/attacks/generate-attacks.ts';
import { labelsPath, rejectExistingFile, writeLabels } from '../lib/generate/attacks/write-labels.ts';
import { EXPORT_FORMAT_NAMES, generate, type ExportFormat, type GenerateSummary } from '../lib/generate/generate.ts';
import {
    parseDayOption,
    GENERATE_DEFAULTS as DEFAULTS,
    parseNumberOption,
    type GenerateOptions,
    type NumberOption,
} from '../lib/generate/generate-options.ts';
import { openOutFolder } from '../lib/generate/out-folder.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { printable } from '../lib/terminal/printable.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

type GenerateCommandOptions = Omit<GenerateOptions, 'attacks'> & {
    readonly out: string;
    readonly format: ExportFormat;
    readonly force: boolean;
    readonly json: boolean;
    /** True adds attacks; a text also names the file for their labels. */
    readonly attacks: boolean | string;
};

/** Number of attacks, number of those above the default thresholds, and the labels file. */
type AttackSummary = {
    readonly attacks: number;
    readonly attacks_above_threshold: number;
    readonly labels: string;
};

type GenerateReport = GenerateSummary &
    Partial<AttackSummary> & {
        readonly out: string;
        readonly format: ExportFormat;
        readonly seed: number;
        readonly seconds: number;
        readonly events_per_second: number;
    };

/** The progress bar appears only after this time. */
const BAR_AFTER_MS = 2000;
const BAR = 'generate {bar} {percentage}% | {value} of {total} events | {eta_formatted} left';

const EXAMPLES = `
Formats:
  s3-export   gzip objects with AWSLogs/ keys as Cognito writes them; delivery errors under CloudWatchLogs/
  ndjson      one event per line, one or more files per day
  cloudwatch  gzip CloudWatch Logs envelopes, concatenated as in a raw backup

The same options give the same events on any day and any machine. All names, addresses and numbers are fictional.

Examples:
  $ ${commandName()} generate --out exports
  $ ${commandName()} generate --events 1000000 --seed 7 --days 90 --out big-exports
  $ ${commandName()} generate --format ndjson --variation-rate 0.5 --bad-rate 0.01 --out odd-exports
  $ ${commandName()} generate --attacks --out attacked   # writes attacked.attacks.ndjson
  $ ${commandName()} replay exports --lake my-lake
`;

const NUMBER_OPTIONS: readonly {
    readonly name: NumberOption;
    readonly flag: string;
    readonly letter: string;
    readonly about: string;
}[] = [
    { name: 'events', flag: '--events', letter: 'n', about: 'number of events' },
    {
        name: 'seed',
        flag: '--seed',
        letter: 's',
        about: 'number that selects the events: another seed gives other users and other events',
    },
    { name: 'pools', flag: '--pools', letter: 'p', about: 'number of user pools, 1 to 20' },
    { name: 'users', flag: '--users', letter: 'u', about: 'number of users of all pools together' },
    { name: 'clients', flag: '--clients', letter: 'c', about: 'number of app clients of each pool' },
    { name: 'days', flag: '--days', letter: 'k', about: 'number of days, starting with --first-day' },
    {
        name: 'variationRate',
        flag: '--variation-rate',
        letter: 'rate',
        about: 'share of good events in an unusual form, 0 to 1',
    },
    {
        name: 'badRate',
        flag: '--bad-rate',
        letter: 'rate',
        about: 'share of events that are broken and will be rejected, 0 to 1',
    },
];

const parseFormat = (text: string): ExportFormat => {
    const format = EXPORT_FORMAT_NAMES.find((name) => name === text);
    if (format !== undefined) return format;
    throw new UserError(`--format must be one of ${EXPORT_FORMAT_NAMES.join(', ')}, not ${JSON.stringify(text)}.`, 2);
};

/** Shows a progress bar on a terminal after BAR_AFTER_MS. `end` returns the elapsed seconds. */
const startProgress = (total: number) => {
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

const reportText = (report: GenerateReport): string => {
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
                  `  attacks        ${report.attacks}, ${report.attacks_above_threshold} of them ` +
                      `above the thresholds; labels in ${printable(report.labels)}`,
              ]),
        ...(report.control_messages === 0
            ? []
            : [`  control messages, not counted as events: ${report.control_messages}`]),
        `  seconds        ${report.seconds.toFixed(1)} (${report.events_per_second} events per second)`,
        `Next: replay ${printable(report.out)} --lake my-lake`,
    ].join('\n');
};

/** The labels file, or null without --attacks. Throws a UserError if it exists, unless --force is set. */
const labelsFilePath = (
    out: string,
    { attacks, force }: Pick<GenerateCommandOptions, 'attacks' | 'force'>,
): string | null => {
    if (attacks === false) return null;
    const path = attacks === true ? labelsPath(out) : attacks;
    rejectExistingFile(path, force);
    return path;
};

const writeAttackLabels = async (options: GenerateOptions, path: string): Promise<AttackSummary> => {
    const { labels } = generateAttacks(options);
    await writeLabels(path, labels);
    return {
        attacks: labels.length,
        attacks_above_threshold: labels.filter((label) => label.is_above_threshold).length,
        labels: path,
    };
};

const run = async ({ out, format, force, json, attacks, ...rest }: GenerateCommandOptions): Promise<void> => {
    const file = labelsFilePath(out, { attacks, force });
    const options = { ...rest, attacks: file !== null };
    await openOutFolder(out, force);
    const progress = startProgress(options.events);
    let seconds = 0;
    const summary = await generate({ options, format, folder: out, onProgress: progress.at }).finally(() => {
        seconds = progress.end();
    });
    const rate = Math.round(summary.events / Math.max(seconds, 0.001));
    const labels = file === null ? {} : await writeAttackLabels(options, file);
    const report = { out, format, seed: options.seed, ...summary, ...labels, seconds, events_per_second: rate };
    process.stdout.write(`${json ? printableJson(report) : reportText(report)}\n`);
};

/** The options and the action of the command. */
export const configureGenerate = (command: Command): void => {
    command.usage('--out FOLDER [options]').requiredOption('--out <folder>', 'output folder, empty or new');
    command.addOption(
        new Option('--format <format>', EXPORT_FORMAT_NAMES.join(', '))
            .default(EXPORT_FORMAT_NAMES[0])
            .argParser(parseFormat),
    );
    for (const { name, flag, letter, about } of NUMBER_OPTIONS) {
        command.option(
            `${flag} <${letter}>`,
            about,
            (text: string) => parseNumberOption(name, flag, text),
            DEFAULTS[name],
        );
    }
    command.option(
        '--first-day <day>',
        'UTC day of the first events',
        (text: string) => parseDayOption('--first-day', text),
        DEFAULTS.firstDay,
    );
    command.option(
        '--attacks [file]',
        'add attacks, not counted in --events, and write which attempts belong to which attack to this file (default: OUT.attacks.ndjson)',
        false,
    );
    command.option('--force', 'write to a folder that is not empty, and overwrite the file of --attacks', false);
    command.option('--json', 'print the summary as JSON', false);
    command.addHelpText('after', helpText(EXAMPLES));
    command.action(run);
};
