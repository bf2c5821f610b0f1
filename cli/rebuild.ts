/** `rebuild`: regenerates the tables of a lake from its raw/ or from exports, and reports the differences. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { firstOpenDay } from '../lib/operate/compact/closed-days.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { rebuildLake } from '../lib/operate/rebuild/rebuild-lake.ts';
import type { RebuildSummary } from '../lib/operate/rebuild/rebuild-summary.ts';
import { rebuildText } from '../lib/operate/rebuild/rebuild-text.ts';
import { startTransformThread } from '../lib/firehose/start-transform-thread.ts';
import { isS3Address } from '../lib/store/s3-address.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';
import { parseDay } from '../lib/basics/days.ts';

type RebuildCommandOptions = {
    readonly lake: string;
    readonly from?: readonly string[];
    readonly before?: string;
    readonly dryRun: boolean;
    readonly dropGone: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
Use rebuild after a parser fix. It replays the sources into a temporary copy and compares the copy with the lake, record
by record. arrived_at and ingest_path stay as they are in the lake. Rows that are missing from the sources stay too,
unless you pass --drop-gone.

In a local lake, queries see all old tables or all new ones, also if the run is killed. A killed run may leave renames
unfinished; the next command that writes to the lake finishes them. errors/, raw/ and other files stay. In S3 the
command replaces one partition after another: it adds the new file, then removes the old ones. If a run in S3 is killed,
run rebuild again. Do not compact the lake at the same time. Rejected events are not added to errors/: they are still in
the sources. A record that the function fails on is added to errors/, and the others are rebuilt.

Examples:
  $ ${commandName()} rebuild --lake my-lake --dry-run
  $ ${commandName()} rebuild --lake my-lake --from exports/ 'more/*.log.gz'
  $ ${commandName()} rebuild --lake my-lake --from exports/ --drop-gone --json
  $ ${commandName()} rebuild --lake s3://my-bucket/lake --dry-run
`;

const NO_PROGRESS_BAR: ProgressBar = { advance: () => undefined, stop: () => undefined };

/** In S3 a partition that still gets records would be rebuilt from incomplete sources. */
const firstUntouchedDay = ({ lake, before }: RebuildCommandOptions): string | null => {
    if (before !== undefined) return parseDay(before);
    return isS3Address(lake) ? firstOpenDay(Date.now()) : null;
};

const rebuildWithProgress = async (options: RebuildCommandOptions): Promise<RebuildSummary> => {
    const { lake, from = [], dryRun, dropGone } = options;
    const rebuildOptions = { lake, from, dropsGone: dropGone, isDryRun: dryRun, before: firstUntouchedDay(options) };
    let bar = NO_PROGRESS_BAR;
    const onTotal = (partitions: number): void => {
        bar.stop();
        bar = progressBar('compare {bar} {value} of {total} partitions | {eta_formatted} left', partitions);
    };
    const { call, close } = startTransformThread();
    const context = {
        call,
        nowMs: Date.now(),
        onBytes: () => undefined,
        onTotal,
        onPartitions: (partitions: number) => bar.advance(partitions),
        signal: stopSignal(),
    };
    return rebuildLake(rebuildOptions, context).finally(async () => {
        bar.stop();
        await close();
    });
};

const run = async (options: RebuildCommandOptions): Promise<void> => {
    const summary = await rebuildWithProgress(options);
    const text = options.json ? `${printableJson(summary)}\n` : rebuildText(summary, options.lake);
    await writeOut(Readable.from([text]), process.stdout);
    if (summary.sources.failed > 0) process.exitCode = 1;
};

/** The options and the action of the command. */
export const configureRebuild = (command: Command): void => {
    command
        .usage('--lake FOLDER [options]')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--from <paths...>', 'the sources, in the form that replay takes (default: folder raw/ of the lake)')
        .option(
            '--before <day>',
            'rebuild only days before this one (UTC, YYYY-MM-DD; default: all; in S3 two days ago)',
        )
        .option('--dry-run', 'only report the differences', false)
        .option('--drop-gone', 'drop rows that are missing from the sources', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
