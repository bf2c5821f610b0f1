/** `rebuild`: makes a lake anew from its raw/ or from any exports, and says what differs. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { firstOpenDay, readDay } from '../lib/operate/compact/closed-days.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { rebuildLake } from '../lib/operate/rebuild/rebuild-lake.ts';
import type { RebuildSummary } from '../lib/operate/rebuild/rebuild-summary.ts';
import { rebuildText } from '../lib/operate/rebuild/rebuild-text.ts';
import { transformBeside } from '../lib/firehose/transform-beside.ts';
import { isS3 } from '../lib/store/s3-address.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';

type Given = {
    readonly lake: string;
    readonly from?: readonly string[];
    readonly before?: string;
    readonly dryRun: boolean;
    readonly dropGone: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
For the day when a mistake of the normaliser is found and mended. The sources are replayed beside the lake and compared with it, record
by record. How and when a record first arrived stays as the lake has it; so do rows that are in no source, unless --drop-gone is given.
On this machine the new tables take the place of the old ones all at once; errors/, raw/ and whatever else is there stays. A run that is
killed has changed nothing, or is finished by the next command that writes to the lake. In S3 it is one partition after another, the new
file first, then the old ones that were listed are removed; a run that is killed is run again. Don’t compact that lake meanwhile.
What is refused is not added to errors/: it is still in the sources.

Examples:
  $ npm run -s lake -- rebuild --lake my-lake --dry-run
  $ npm run -s lake -- rebuild --lake my-lake --from exports/ 'more/*.log.gz'
  $ npm run -s lake -- rebuild --lake my-lake --from exports/ --drop-gone --json
  $ npm run -s lake -- rebuild --lake s3://my-bucket/lake --dry-run
`;

const SILENT: ProgressBar = { advance: () => undefined, stop: () => undefined };

/** In S3 a partition that is still written to would be rebuilt from half of its sources. */
const firstDayLeft = ({ lake, before }: Given): string | null => {
    if (before !== undefined) return readDay(before);
    return isS3(lake) ? firstOpenDay(Date.now()) : null;
};

const rebuilt = async (given: Given): Promise<RebuildSummary> => {
    const { lake, from = [], dryRun, dropGone } = given;
    const order = { lake, from, dropsGone: dropGone, isDryRun: dryRun, before: firstDayLeft(given) };
    let bar = SILENT;
    const onTotal = (partitions: number): void => {
        bar.stop();
        bar = progressBar('compare {bar} {value} of {total} partitions | {eta_formatted} left', partitions);
    };
    const { call, close } = transformBeside();
    const outside = {
        call,
        nowMs: Date.now(),
        onBytes: () => undefined,
        onTotal,
        onPartitions: (partitions: number) => bar.advance(partitions),
        signal: stopSignal(),
    };
    return rebuildLake(order, outside).finally(async () => {
        bar.stop();
        await close();
    });
};

const run = async (given: Given): Promise<void> => {
    const summary = await rebuilt(given);
    await writeOut(
        Readable.from([given.json ? `${printableJson(summary)}\n` : rebuildText(summary, given.lake)]),
        process.stdout,
    );
};

/** Adds the command. */
export const addRebuild = (program: Command): void => {
    program
        .command('rebuild')
        .description('make a lake anew from its raw/ or from any exports, and say what differs')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--from <paths...>', 'what to rebuild it from, as replay takes it (default: the lake’s own raw/)')
        .option(
            '--before <day>',
            'leave this day and all after it as they are (default: none; in S3 two days ago, as of compact)',
        )
        .option('--dry-run', 'only say what would differ', false)
        .option('--drop-gone', 'drop rows that are in no source', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
