/** `replay`: converts log files into a lake on this machine or in S3, with the deployed function's code. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { findInputs } from '../lib/inputs/find-inputs.ts';
import type { Input } from '../lib/inputs/input.ts';
import { replay } from '../lib/operate/replay/replay.ts';
import { startTransformThread } from '../lib/firehose/start-transform-thread.ts';
import type { ReplaySummary } from '../lib/operate/replay/replay-summary.ts';
import { replayText } from '../lib/operate/replay/replay-text.ts';
import { progressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

type ReplayCommandOptions = { readonly lake: string; readonly strict: boolean; readonly json: boolean };

const EXAMPLES = `
The format of each file is detected from its content: NDJSON, concatenated or pretty-printed JSON, gzip of these, S3
export objects, CloudWatch Logs envelopes, saved input events of a Lambda function (from Firehose, or from a
subscription filter of CloudWatch Logs), raw backups. The command lists unusable parts and replays the rest. Replaying
the same files again changes the result of no query except data_quality, which counts the duplicates. This holds even
after the command compact has run.

Examples:
  $ ${commandName()} replay exports/ --lake my-lake
  $ ${commandName()} replay 'exports/**/*.log.gz' more.ndjson --lake my-lake --strict
  $ ${commandName()} replay s3://my-exports/AWSLogs --lake s3://my-lake/cognito
  $ zcat export.log.gz | ${commandName()} replay - --lake my-lake --json
`;

const hasNothingUsable = ({ events, rejected, records }: ReplaySummary): boolean =>
    records === 0 || (events > 0 && rejected === events);

/** The exit code: 1 if nothing was usable, if events failed, or with --strict if anything was not usable. */
const exitCodeOf = (summary: ReplaySummary, { strict }: ReplayCommandOptions): 0 | 1 => {
    const isFlawed = summary.rejected + summary.unusable_count > 0;
    return hasNothingUsable(summary) || (strict && isFlawed) || summary.failed > 0 || !summary.adds_up ? 1 : 0;
};

const replayWithProgress = async (lake: string, inputs: readonly Input[]): Promise<ReplaySummary> => {
    const bar = progressBar(
        'replay {bar} {percentage}% | {eta_formatted} left',
        inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const { call, close } = startTransformThread();
    const context = { call, nowMs: Date.now(), onBytes: bar.advance, signal: stopSignal() };
    return replay(inputs, lake, context).finally(async () => {
        bar.stop();
        await close();
    });
};

const run = async (paths: readonly string[], options: ReplayCommandOptions): Promise<void> => {
    const { lake, json } = options;
    const summary = await replayWithProgress(lake, await findInputs(paths, lake));
    const text = json ? `${printableJson(summary)}\n` : replayText(summary, lake);
    await writeOut(Readable.from([text]), process.stdout);
    if (hasNothingUsable(summary))
        throw new UserError('No usable records in the input. `replay --help` lists the formats.');
    process.exitCode = exitCodeOf(summary, options);
};

/** The options and the action of the command. */
export const configureReplay = (command: Command): void => {
    command
        .usage('PATHS... --lake FOLDER [options]')
        .argument('<paths...>', 'files, folders, quoted globs, s3://bucket/prefix, or - for standard input')
        .requiredOption('--lake <folder>', 'the lake: a new folder, an existing lake, or s3://bucket/prefix')
        .option('--strict', 'exit with 1 if anything was rejected or not usable', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
