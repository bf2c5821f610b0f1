/** The commands: the name, the line in the list, and the file that is loaded when the command is called. */
import type { Command } from 'commander';

/** Adds the options and the action of a command. `rest` are the arguments behind its name. */
type ConfigureCommand = (command: Command, rest: readonly string[]) => void;

export type CommandEntry = {
    readonly name: string;
    readonly summary: string;
    readonly load: () => Promise<ConfigureCommand>;
};

export const COMMANDS: readonly CommandEntry[] = [
    {
        name: 'replay',
        summary: 'convert log files into a lake on this machine or in S3',
        load: async () => (await import('./replay.ts')).configureReplay,
    },
    {
        name: 'redrive',
        summary:
            'list records that Firehose could not deliver; with --to-lake or --to-stream, send the events that would now be accepted',
        load: async () => (await import('./redrive.ts')).configureRedrive,
    },
    {
        name: 'backfill',
        summary: 'fetch the history of a user pool from the API into a lake',
        load: async () => (await import('./backfill.ts')).configureBackfill,
    },
    {
        name: 'query',
        summary: 'run a built-in query, or your own SQL, on a lake',
        load: async () => (await import('./query.ts')).configureQuery,
    },
    {
        name: 'report',
        summary: 'run queries on a lake, write their results and report each new finding once',
        load: async () => (await import('./report.ts')).configureReport,
    },
    {
        name: 'check',
        summary: 'run data-quality checks on a lake',
        load: async () => (await import('./check.ts')).configureCheck,
    },
    {
        name: 'completeness',
        summary: 'compare a lake with the counts that Cognito sends to CloudWatch',
        load: async () => (await import('./completeness.ts')).configureCompleteness,
    },
    {
        name: 'compact',
        summary: 'merge the files of each partition whose day ended at least two days ago',
        load: async () => (await import('./compact.ts')).configureCompact,
    },
    {
        name: 'rebuild',
        summary: 'regenerate a lake’s tables from its raw backup (folder raw/) or from the original exports',
        load: async () => (await import('./rebuild.ts')).configureRebuild,
    },
    {
        name: 'find-user',
        summary: 'list a person’s rows in a lake',
        load: async () => (await import('./find-user.ts')).configureFindUser,
    },
    {
        name: 'erase-user',
        summary: 'pseudonymise or delete a person’s rows in a lake, and write a receipt',
        load: async () => (await import('./erase-user.ts')).configureEraseUser,
    },
    {
        name: 'feedback',
        summary: 'send feedback on events to Cognito threat protection',
        load: async () => (await import('./feedback.ts')).configureFeedback,
    },
    {
        name: 'plan',
        summary: 'show what will be deployed, what AWS would reject, and the permissions; needs no account',
        load: async () => (await import('./plan.ts')).configurePlan,
    },
    {
        name: 'apply',
        summary: 'set the log delivery of a pool that the stack does not manage, after showing the difference',
        load: async () => (await import('./apply.ts')).configureApply,
    },
    {
        name: 'doctor',
        summary: 'check the deployed stack and suggest fixes',
        load: async () => (await import('./doctor.ts')).configureDoctor,
    },
    {
        name: 'cost',
        summary: 'estimate the monthly cost of a lake, by bill line and export destination',
        load: async () => (await import('./cost.ts')).configureCost,
    },
    {
        name: 'generate',
        summary: 'write a synthetic export; the same options always give the same files',
        load: async () => (await import('./generate.ts')).configureGenerate,
    },
    {
        name: 'tour',
        summary: 'replay the samples and show two reports; needs no AWS account',
        load: async () => (await import('./tour.ts')).configureTour,
    },
];
