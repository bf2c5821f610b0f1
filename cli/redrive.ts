/** `redrive`: shows what Firehose could not deliver, and sends what is good now. */
import { Readable } from 'node:stream';
import { Option, type Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { REFUSAL_REASONS } from '../schemas/refusal-reasons.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { refuseManyPartitions } from '../lib/operate/redrive/count-partitions.ts';
import type { Destination } from '../lib/operate/redrive/destination.ts';
import { ERROR_TYPES } from '../lib/operate/redrive/error-type.ts';
import { firehoseStream } from '../lib/operate/redrive/firehose-stream.ts';
import { lakeDestination } from '../lib/operate/redrive/lake-destination.ts';
import { pickOf, type Words } from '../lib/operate/redrive/pick.ts';
import { redrive } from '../lib/operate/redrive/redrive.ts';
import type { RedriveSummary } from '../lib/operate/redrive/redrive-summary.ts';
import { redriveText } from '../lib/operate/redrive/redrive-text.ts';
import { streamDestination } from '../lib/operate/redrive/stream-destination.ts';
import type { CallTransform } from '../lib/firehose/call-transform.ts';
import { findInputs } from '../lib/inputs/find-inputs.ts';
import type { Input } from '../lib/inputs/input.ts';
import { transformBeside } from '../lib/firehose/transform-beside.ts';
import { progressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';

type Given = Words & {
    readonly toLake?: string;
    readonly toStream?: string;
    readonly kbPerSecond: number;
    readonly ledger?: string;
    readonly again: boolean;
    readonly force: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
Without --to-lake or --to-stream nothing is changed: a table shows the errors by type, code and reason. The reason is what the
function would say of the event now; "usable" are those that it would take: they failed for another cause, such as a time-out.

What was sent is noted in a ledger (of a lake: in the lake; of a stream: below ~/.local/state/cognito-log-lake on this machine),
and not sent again. Events that are still bad stay where they are. Error objects are never changed or deleted.

Examples:
  $ npm run -s lake -- redrive my-lake/errors
  $ npm run -s lake -- redrive s3://my-lake/cognito/errors --type processing-failed --from 2026-01-31
  $ npm run -s lake -- redrive s3://my-lake/cognito/errors --to-lake s3://my-lake/cognito
  $ npm run -s lake -- redrive errors/ --to-stream cognito-log-lake-dev-user-activity --code Lambda.FunctionTimedOut
`;

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

const rateOf = (text: string): number => {
    const rate = Number(text);
    if (Number.isFinite(rate) && rate > 0) return rate;
    throw new Complaint(`--kb-per-second is a number above 0, not ${JSON.stringify(text)}`, 2);
};

const destinationOf = async (
    { toLake, toStream, kbPerSecond, ledger }: Given,
    call: () => CallTransform,
): Promise<Destination | null> => {
    if (toLake !== undefined) return lakeDestination(toLake, call());
    if (toStream === undefined) return null;
    const manner = { bytesPerSecond: kbPerSecond * 1000, ...(ledger === undefined ? {} : { ledgerPath: ledger }) };
    return streamDestination(toStream, await firehoseStream(toStream), manner);
};

const redriven = async (inputs: readonly Input[], given: Given): Promise<RedriveSummary> => {
    const pick = pickOf(given);
    const threads: ReturnType<typeof transformBeside>[] = [];
    const call = (): CallTransform => {
        const beside = transformBeside();
        threads.push(beside);
        return beside.call;
    };
    const bar = progressBar(
        'redrive {bar} {percentage}% | {eta_formatted} left',
        inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    try {
        const destination = await destinationOf(given, call);
        const asked = { inputs, pick, destination, isAgain: given.again, onBytes: bar.advance, signal: stopSignal() };
        if (destination?.isForGood === true && !given.force) await refuseManyPartitions({ ...asked, destination });
        return await redrive(asked);
    } finally {
        bar.stop();
        for (const { close } of threads) await close();
    }
};

const refuseMixed = ({ toLake, toStream, ledger }: Given): void => {
    if (toLake !== undefined && toStream !== undefined)
        throw new Complaint('Give --to-lake or --to-stream, not both.', 2);
    if (ledger !== undefined && toStream === undefined)
        throw new Complaint('--ledger is of a stream: the ledger of a lake lies in the lake.', 2);
};

/** The partitions of a stream are counted first, and then all is read once more. */
const refuseOnce = (inputs: readonly Input[], { toStream, force }: Given): void => {
    if (toStream === undefined || force || inputs.every(({ path }) => path !== null)) return;
    throw new Complaint(
        'Standard input can’t be read twice: give a file, or --force to send without counting partitions first.',
        2,
    );
};

/** Where a whole lake is given, its tables are left out. */
const isTableFile = ({ name }: Input): boolean => name.endsWith('.parquet');

const run = async (paths: readonly string[], given: Given): Promise<void> => {
    refuseMixed(given);
    const inputs = (await findInputs(paths)).filter((input) => !isTableFile(input));
    refuseOnce(inputs, given);
    const summary = await redriven(inputs, given);
    const text = given.json
        ? [`${printableJson(summary)}\n`]
        : redriveText(summary, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(Readable.from(text), process.stdout);
    if (summary.lines === 0 && (summary.unusable_count > 0 || inputs.length === 0))
        throw new Complaint('No error objects of Firehose in it. `redrive --help` tells what it takes.');
    if (summary.fates.not_taken > 0 || !summary.adds_up) process.exitCode = 1;
};

/** Adds the command. */
export const addRedrive = (program: Command): void => {
    program
        .command('redrive')
        .description('show what Firehose could not deliver, and send what is good now')
        .argument('<errors...>', 'error objects: files, folders, quoted globs, or s3://bucket/prefix')
        .option('--to-lake <lake>', 'send to a lake: a folder, or s3://bucket/prefix')
        .option('--to-stream <name>', 'send to a delivery stream, the events of its table')
        .addOption(new Option('--type <type>', `${ERROR_TYPES.join(', ')}; may be given again`).argParser(collect))
        .addOption(new Option('--code <code>', 'as Lambda.FunctionTimedOut; may be given again').argParser(collect))
        .addOption(
            new Option(
                '--reason <reason>',
                `usable, no_events, ${Object.keys(REFUSAL_REASONS).join(', ')}; may be given again`,
            ).argParser(collect),
        )
        .option('--from <time>', 'arrived then or later: 2026-01-31, 2026-01-31T12:00:00Z')
        .option('--until <time>', 'arrived before')
        .addOption(
            new Option('--kb-per-second <n>', 'the pace to a stream; it takes 1,000 in all')
                .argParser(rateOf)
                .default(500),
        )
        .option('--ledger <file>', 'another place for the ledger of the stream')
        .option('--again', 'send also what the ledger has: the views remove what is there twice', false)
        .option('--force', 'send to a stream even if that fills over 100 partitions', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
