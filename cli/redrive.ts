/** `redrive`: lists the records that Firehose could not deliver, and sends the events that are usable now. */
import { Readable } from 'node:stream';
import { Option, type Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { REJECTION_REASONS } from '../schemas/rejection-reasons.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { checkPartitionCount } from '../lib/operate/redrive/check-partition-count.ts';
import type { RedriveDestination } from '../lib/operate/redrive/redrive-destination.ts';
import { ERROR_TYPES } from '../lib/operate/redrive/error-type.ts';
import { openFirehoseStream } from '../lib/operate/redrive/firehose-stream.ts';
import { lakeDestination } from '../lib/operate/redrive/lake-destination.ts';
import { parseRedriveFilter, type RedriveFilterOptions } from '../lib/operate/redrive/redrive-filter.ts';
import { redrive } from '../lib/operate/redrive/redrive.ts';
import type { RedriveSummary } from '../lib/operate/redrive/redrive-summary.ts';
import { IS_LOG_RECORD } from '../lib/operate/redrive/error-lines.ts';
import { startCheckThread } from '../lib/operate/redrive/start-check-thread.ts';
import { redriveText } from '../lib/operate/redrive/redrive-text.ts';
import { streamDestination } from '../lib/operate/redrive/stream-destination.ts';
import type { CallTransform } from '../lib/firehose/call-transform.ts';
import { findInputs } from '../lib/inputs/find-inputs.ts';
import type { Input } from '../lib/inputs/input.ts';
import { startTransformThread } from '../lib/firehose/start-transform-thread.ts';
import { progressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

type RedriveCommandOptions = RedriveFilterOptions & {
    readonly toLake?: string;
    readonly toStream?: string;
    readonly kbPerSecond: number;
    readonly ledger?: string;
    readonly again: boolean;
    readonly force: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
Without --to-lake or --to-stream the command changes nothing and prints a table of the errors by type, code and reason.
The reason is why the function would reject the event now. "usable" events would now be accepted: they failed for some
other cause, such as a time-out.

A ledger records the sent events, so that they are not sent again. The ledger of a lake is in the lake; the ledger of
a stream is below ~/.local/state/cognito-log-lake on this machine. Events that the function would still reject are not
sent. Error objects are never changed or deleted.

Examples:
  $ ${commandName()} redrive my-lake/errors
  $ ${commandName()} redrive s3://my-lake/cognito/errors --type processing-failed --from 2026-01-31
  $ ${commandName()} redrive s3://my-lake/cognito/errors --to-lake s3://my-lake/cognito
  $ ${commandName()} redrive errors/ --to-stream cognito-log-lake-dev-user-activity --code Lambda.FunctionTimedOut
`;

const FORCE_HELP =
    'send to a stream even if the events belong to more than 100 partitions. The limit leaves room for new events: ' +
    'a stream has at most 500 active partitions, and Firehose stores records beyond that under errors/ again';

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

const parseRate = (text: string): number => {
    const rate = Number(text);
    if (Number.isFinite(rate) && rate > 0) return rate;
    throw new UserError(`--kb-per-second: ${JSON.stringify(text)} is not a number above 0.`, 2);
};

const openDestination = async (
    { toLake, toStream, kbPerSecond, ledger }: RedriveCommandOptions,
    call: () => CallTransform,
): Promise<RedriveDestination | null> => {
    if (toLake !== undefined) return lakeDestination(toLake, call());
    if (toStream === undefined) return null;
    const options = { bytesPerSecond: kbPerSecond * 1000, ...(ledger === undefined ? {} : { ledgerPath: ledger }) };
    return streamDestination(toStream, await openFirehoseStream(toStream), options);
};

const redriveWithProgress = async (
    inputs: readonly Input[],
    options: RedriveCommandOptions,
): Promise<RedriveSummary> => {
    const filter = parseRedriveFilter(options);
    const checkThread = startCheckThread();
    const threads: { readonly close: () => Promise<void> }[] = [checkThread];
    const call = (): CallTransform => {
        const thread = startTransformThread();
        threads.push(thread);
        return thread.call;
    };
    const bar = progressBar(
        'redrive {bar} {percentage}% | {eta_formatted} left',
        inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    try {
        const destination = await openDestination(options, call);
        const redriveOptions = {
            inputs,
            filter,
            destination,
            check: checkThread.call,
            isResend: options.again,
            onBytes: bar.advance,
            signal: stopSignal(),
        };
        if (destination?.isDurableOnSend === true && !options.force)
            await checkPartitionCount({ ...redriveOptions, destination });
        return await redrive(redriveOptions);
    } finally {
        bar.stop();
        for (const { close } of threads) await close();
    }
};

const rejectConflictingOptions = ({ toLake, toStream, ledger }: RedriveCommandOptions): void => {
    if (toLake !== undefined && toStream !== undefined)
        throw new UserError('--to-lake and --to-stream exclude each other. Give one of them.', 2);
    if (ledger !== undefined && toStream === undefined)
        throw new UserError('--ledger needs --to-stream: the ledger of a lake is in the lake.', 2);
};

/** For a stream the input is read twice: once to count partitions, once to send. */
const rejectUncountableInput = (inputs: readonly Input[], { toStream, force }: RedriveCommandOptions): void => {
    if (toStream === undefined || force || inputs.every(({ path }) => path !== null)) return;
    throw new UserError(
        'Cannot read standard input twice. Give a file, or add --force to skip the partition count.',
        2,
    );
};

/** If the input is a whole lake, its table files are skipped. */
const isTableFile = ({ name }: Input): boolean => name.endsWith('.parquet');

const rejectOtherInput = (paths: readonly string[], inputs: readonly Input[], summary: RedriveSummary): void => {
    if (summary.lines > 0 || (summary.unusable_count === 0 && inputs.length > 0)) return;
    if (summary.unusable.some(({ why }) => why === IS_LOG_RECORD))
        throw new UserError(
            `${paths.join(' ')}: these are logs of Cognito, not error objects of Firehose. ` +
                `Convert them with: ${commandName()} replay ${paths.join(' ')} --lake LAKE`,
        );
    throw new UserError('No Firehose error objects in the input. `redrive --help` shows examples.');
};

const run = async (paths: readonly string[], options: RedriveCommandOptions): Promise<void> => {
    rejectConflictingOptions(options);
    const inputs = (await findInputs(paths)).filter((input) => !isTableFile(input));
    rejectUncountableInput(inputs, options);
    const summary = await redriveWithProgress(inputs, options);
    const text = options.json
        ? [`${printableJson(summary)}\n`]
        : redriveText(summary, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(Readable.from(text), process.stdout);
    rejectOtherInput(paths, inputs, summary);
    const { failed, function_fails } = summary.counts;
    if (failed + function_fails > 0 || !summary.adds_up) process.exitCode = 1;
};

/** The options and the action of the command. */
export const configureRedrive = (command: Command): void => {
    command
        .usage('ERRORS... [options]')
        .argument('<errors...>', 'error objects: files, folders, quoted globs, or s3://bucket/prefix')
        .option('--to-lake <lake>', 'send to a lake: a folder, or s3://bucket/prefix')
        .option(
            '--to-stream <name>',
            'send to this delivery stream; it carries user activity or notifications, and events of the other kind are skipped',
        )
        .addOption(
            new Option(
                '--type <type>',
                `only records with this error type: ${ERROR_TYPES.join(', ')} or unknown; repeatable`,
            ).argParser(collect),
        )
        .addOption(
            new Option(
                '--code <code>',
                'only records with this Firehose error code, such as Lambda.FunctionTimedOut; repeatable',
            ).argParser(collect),
        )
        .addOption(
            new Option(
                '--reason <reason>',
                'only records or events with this result now: usable (would be accepted), no_events (the record has no event), ' +
                    'function_fails (the function fails on the record), ' +
                    `or a rejection reason (docs/rejections.md): ${Object.keys(REJECTION_REASONS).join(', ')}; repeatable`,
            ).argParser(collect),
        )
        .option('--from <time>', 'first arrival time, inclusive (UTC, 2026-01-31 or 2026-01-31T12:00:00Z)')
        .option('--until <time>', 'last arrival time, exclusive')
        .addOption(
            new Option(
                '--kb-per-second <n>',
                'rate limit for a stream; most streams accept 1,000 KB per second from all senders together',
            )
                .argParser(parseRate)
                .default(500),
        )
        .option(
            '--ledger <file>',
            'file that records what was sent to the stream (default: below ~/.local/state/cognito-log-lake)',
        )
        .option('--again', 'also send events that are in the ledger; the views remove duplicates', false)
        .option('--force', FORCE_HELP, false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
