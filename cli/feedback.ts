/** `feedback`: sends feedback on events to Cognito threat protection. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import {
    sendFeedback,
    type FeedbackSummary,
    type MatchedFeedback,
    type UnsentFeedback,
} from '../lib/operate/feedback/send-feedback.ts';
import { readFeedbackFile, type FeedbackEntry } from '../lib/operate/feedback/read-feedback-file.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { printable } from '../lib/terminal/printable.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';
import { countOf } from '../lib/terminal/summary-lines.ts';

type FeedbackCommandOptions = {
    readonly lake: string;
    readonly valid: boolean;
    readonly invalid: boolean;
    readonly from?: string;
    readonly pool?: string;
    readonly yes: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
Valid: it was the user. Invalid: it was not. Threat protection learns from feedback (AdminUpdateAuthEventFeedback). The
command looks up the pool and the user in the lake, and adds accepted feedback to the lake as records with \`feedback\`
in the column ingest_path. The query feedback_precision shows the feedback. Each line of a file has an event_id, a
comma, and valid or invalid. The exit code is 1 if any feedback was not sent.

Permission: cognito-idp:AdminUpdateAuthEventFeedback.

Examples:
  $ ${commandName()} feedback 7d1c2f7a-0000-4000-8000-000000000001 --invalid --lake my-lake
  $ ${commandName()} feedback 7d1c2f7a-0000-4000-8000-000000000001 --valid --lake s3://my-bucket/lake --yes
  $ ${commandName()} feedback --from entries.csv --lake my-lake --yes --json
`;

/** API calls per second: the app shares the quota. */
const MAX_RATE = 20;
const MAX_SHOWN = 10;

const readFeedback = (
    event: string | undefined,
    { valid, invalid, from }: FeedbackCommandOptions,
): readonly FeedbackEntry[] => {
    if ((event === undefined) === (from === undefined))
        throw new UserError('Give an EVENT_ID with --valid or --invalid, or --from FILE.', 2);
    if (from !== undefined) {
        if (valid || invalid)
            throw new UserError(
                '--from excludes --valid and --invalid: the file has the value of each event. Give one or the other.',
                2,
            );
        return readFeedbackFile(from);
    }
    if (valid === invalid) throw new UserError('Give either --valid (it was the user) or --invalid (it was not).', 2);
    return [{ eventId: event ?? '', value: valid ? 'Valid' : 'Invalid' }];
};

const formatEvent = ({ event, value }: MatchedFeedback): string => {
    const user = printable(event.userName ?? event.userSub ?? '');
    const at = new Date(event.eventAt).toISOString();
    const risk = printable(event.riskLevel ?? 'none');
    const text = `${value}: ${event.eventType} of ${user} in ${event.userPoolId}, ${at}, risk ${risk}`;
    return `  ${printable(event.eventId)} ${text}\n`;
};

const formatUnsent = (unsent: readonly UnsentFeedback[]): string =>
    unsent.map(({ event_id, why }) => `  ${printable(event_id)}: ${printable(why)}\n`).join('');

const confirmFeedback = async (
    matched: readonly MatchedFeedback[],
    unmatched: readonly UnsentFeedback[],
    { yes }: FeedbackCommandOptions,
): Promise<boolean> => {
    if (yes) return true;
    process.stderr.write(
        [
            ...matched.slice(0, MAX_SHOWN).map(formatEvent),
            matched.length > MAX_SHOWN ? `  and ${matched.length - MAX_SHOWN} more\n` : '',
            formatUnsent(unmatched),
        ].join(''),
    );
    if (!process.stdin.isTTY) throw new UserError('Not a terminal: pass --yes to confirm.', 2);
    return confirm(`Send feedback for ${countOf(matched.length, 'event')} to Cognito?`);
};

const formatSummary = ({ sent, not_sent, isDeclined }: FeedbackSummary): string =>
    [
        isDeclined ? 'Nothing was sent.\n' : `Sent feedback for ${countOf(sent, 'event')}.\n`,
        not_sent.length === 0 ? '' : `Not sent:\n${formatUnsent(not_sent)}`,
    ].join('');

const run = async (event: string | undefined, options: FeedbackCommandOptions): Promise<void> => {
    const feedbackOptions = {
        lake: options.lake,
        pool: options.pool ?? null,
        entries: readFeedback(event, options),
        maxRate: MAX_RATE,
    };
    const summary = await sendFeedback(feedbackOptions, {
        nowMs: Date.now(),
        confirm: async (matched, unmatched) => confirmFeedback(matched, unmatched, options),
        signal: stopSignal(),
    });
    const { isDeclined: _, ...report } = summary;
    await writeOut(
        Readable.from([options.json ? `${printableJson(report)}\n` : formatSummary(summary)]),
        process.stdout,
    );
    if (summary.not_sent.length > 0 || summary.isDeclined) process.exitCode = 1;
};

/** The options and the action of the command. */
export const configureFeedback = (command: Command): void => {
    command
        .usage('[EVENT_ID] --lake FOLDER [options]')
        .argument('[event-id]', 'an event_id')
        .requiredOption('--lake <lake>', 'the lake that has the event: a folder, or s3://bucket/prefix')
        .option('--valid', 'it was the user', false)
        .option('--invalid', 'it was not the user', false)
        .option('--from <file>', 'a file with lines of event_id,valid or event_id,invalid')
        .option('--pool <id>', 'the user pool; needed if several pools have the event')
        .option('--yes', 'do not ask for confirmation', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
