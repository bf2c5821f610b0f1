/** `feedback`: tells Cognito whether its threat protection was right about an event. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { feedback, type FeedbackSummary, type Known, type Untold } from '../lib/operate/feedback/feedback.ts';
import { feedbackOfFile, type Said } from '../lib/operate/feedback/given-feedback.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { printable } from '../lib/terminal/printable.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';

type Given = {
    readonly lake: string;
    readonly valid: boolean;
    readonly invalid: boolean;
    readonly from?: string;
    readonly pool?: string;
    readonly yes: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
Valid: it was the user. Invalid: it was not. Threat protection learns from it (AdminUpdateAuthEventFeedback). The pool and the user are
looked up in the lake, and what Cognito took is noted there as a record with the ingest_path feedback: the query feedback_precision shows it.
A file has lines of an event_id, a comma, and valid or invalid. Exits with 1 when anything could not be told.

It takes cognito-idp:AdminUpdateAuthEventFeedback.

Examples:
  $ npm run -s lake -- feedback 7d1c2f7a-0000-4000-8000-000000000001 --invalid --lake my-lake
  $ npm run -s lake -- feedback 7d1c2f7a-0000-4000-8000-000000000001 --valid --pool us-west-2_EXAMPLE --lake s3://my-bucket/lake --yes
  $ npm run -s lake -- feedback --from said.csv --lake my-lake --yes --json
`;

/** Calls a second: the API's quota is shared with the app's own. */
const MAX_RATE = 20;
const MOST_SHOWN = 10;

const saidOf = (event: string | undefined, { valid, invalid, from }: Given): readonly Said[] => {
    if ((event === undefined) === (from === undefined))
        throw new Complaint('feedback needs an EVENT_ID with --valid or --invalid, or --from FILE', 2);
    if (from !== undefined) {
        if (valid || invalid)
            throw new Complaint(
                'With --from the file says what is valid and what is not: leave --valid and --invalid out',
                2,
            );
        return feedbackOfFile(from);
    }
    if (valid === invalid) throw new Complaint('Say --valid (it was the user) or --invalid (it was not)', 2);
    return [{ event: event ?? '', value: valid ? 'Valid' : 'Invalid' }];
};

const shownOf = ({ event, value }: Known): string =>
    `  ${printable(event.event)} ${value}: ${event.eventType} of ${printable(event.userName ?? event.userSub ?? '')} in ${event.userPoolId}, ${new Date(event.eventAt).toISOString()}, risk ${printable(event.riskLevel ?? 'none')}\n`;

const untoldText = (untold: readonly Untold[]): string =>
    untold.map(({ event, why }) => `  ${printable(event)}: ${printable(why)}\n`).join('');

const agreed = async (known: readonly Known[], unknown: readonly Untold[], { yes }: Given): Promise<boolean> => {
    if (yes) return true;
    process.stderr.write(
        [
            ...known.slice(0, MOST_SHOWN).map(shownOf),
            known.length > MOST_SHOWN ? `  and ${known.length - MOST_SHOWN} more\n` : '',
            untoldText(unknown),
        ].join(''),
    );
    if (!process.stdin.isTTY) throw new Complaint('There is nobody to ask here: give --yes to tell Cognito.', 2);
    return confirm(`Tell Cognito so of ${known.length} ${known.length === 1 ? 'event' : 'events'}?`);
};

const textOf = ({ told, untold, isDeclined }: FeedbackSummary): string =>
    `${isDeclined ? 'Nothing was told.' : `Told Cognito of ${told} ${told === 1 ? 'event' : 'events'}.`}\n${untold.length === 0 ? '' : `Not told:\n${untoldText(untold)}`}`;

const run = async (event: string | undefined, given: Given): Promise<void> => {
    const order = { lake: given.lake, pool: given.pool ?? null, said: saidOf(event, given), maxRate: MAX_RATE };
    const summary = await feedback(order, {
        nowMs: Date.now(),
        isAgreed: async (known, unknown) => agreed(known, unknown, given),
        signal: stopSignal(),
    });
    const { isDeclined: _, ...told } = summary;
    await writeOut(Readable.from([given.json ? `${printableJson(told)}\n` : textOf(summary)]), process.stdout);
    if (summary.untold.length > 0 || summary.isDeclined) process.exitCode = 1;
};

/** Adds the command. */
export const addFeedback = (program: Command): void => {
    program
        .command('feedback')
        .description('tell Cognito whether threat protection was right about an event')
        .argument('[event-id]', 'an event_id')
        .requiredOption('--lake <lake>', 'the lake that has the event: a folder, or s3://bucket/prefix')
        .option('--valid', 'it was the user', false)
        .option('--invalid', 'it was not the user', false)
        .option('--from <file>', 'a file of many events: lines of event_id,valid or event_id,invalid')
        .option('--pool <id>', 'the user pool, where several have the event')
        .option('--yes', 'don’t ask', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
