/** `replay`: turns log objects into a lake on this machine or in S3, through the function that is deployed. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { findInputs } from '../lib/inputs/find-inputs.ts';
import type { Input } from '../lib/inputs/input.ts';
import { replay } from '../lib/operate/replay/replay.ts';
import { transformBeside } from '../lib/firehose/transform-beside.ts';
import type { Summary } from '../lib/operate/replay/summary.ts';
import { summaryText } from '../lib/operate/replay/summary-text.ts';
import { progressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';

type Given = { readonly lake: string; readonly strict: boolean; readonly json: boolean };

const EXAMPLES = `
What a file is, is found by looking at it: NDJSON, JSON run together or pretty-printed, gzip of these, S3 export objects,
CloudWatch Logs envelopes, events of a Lambda function behind a subscription, saved Firehose events, raw backups.
What can't be used is named, and the rest goes on. Replaying the same input again changes no answer.

Examples:
  $ npm run -s lake -- replay exports/ --lake my-lake
  $ npm run -s lake -- replay 'exports/**/*.log.gz' more.ndjson --lake my-lake --strict
  $ npm run -s lake -- replay s3://my-exports/AWSLogs --lake s3://my-lake/cognito
  $ zcat export.log.gz | npm run -s lake -- replay - --lake my-lake --json
`;

const isNothingUsable = ({ events, refused, arrivals }: Summary): boolean =>
    arrivals === 0 || (events > 0 && refused === events);

/** The exit code: 1 when nothing was usable, and with --strict when anything was not. */
const exitCode = (summary: Summary, { strict }: Given): 0 | 1 => {
    const isFlawed = summary.refused + summary.unusable_count > 0;
    return isNothingUsable(summary) || (strict && isFlawed) || summary.failed > 0 || !summary.adds_up ? 1 : 0;
};

const replayInto = async (lake: string, inputs: readonly Input[]): Promise<Summary> => {
    const bar = progressBar(
        'replay {bar} {percentage}% | {eta_formatted} left',
        inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const { call, close } = transformBeside();
    const outside = { call, nowMs: Date.now(), onBytes: bar.advance, signal: stopSignal() };
    return replay(inputs, lake, outside).finally(async () => {
        bar.stop();
        await close();
    });
};

const run = async (paths: readonly string[], given: Given): Promise<void> => {
    const summary = await replayInto(given.lake, await findInputs(paths, given.lake));
    await writeOut(
        Readable.from([given.json ? `${printableJson(summary)}\n` : summaryText(summary, given.lake)]),
        process.stdout,
    );
    if (isNothingUsable(summary))
        throw new Complaint('Nothing in it could be used. `replay --help` tells what Cognito’s logs come in.');
    process.exitCode = exitCode(summary, given);
};

/** Adds the command. */
export const addReplay = (program: Command): void => {
    program
        .command('replay')
        .description('turn log objects into a lake on this machine or in S3')
        .argument('<paths...>', 'files, folders, quoted globs, s3://bucket/prefix, or - for standard input')
        .requiredOption('--lake <folder>', 'the lake: a new folder, one that replay made, or s3://bucket/prefix')
        .option('--strict', 'exit with 1 if anything was refused or could not be used', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
