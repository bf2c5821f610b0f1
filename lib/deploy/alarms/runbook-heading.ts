/** The headings of docs/runbook.md that alarms name: an alarm's text says where its steps are. */

export type RunbookHeading =
    | 'One record fails a batch'
    | 'A function is throttled'
    | 'The import or the report fails'
    | 'Events are rejected'
    | 'Records arrive late'
    | 'A stream cannot use its KMS key'
    | 'Rows are not converted to Parquet'
    | 'A stream has too many partitions'
    | 'Events arrive from an unlisted pool'
    | 'Cognito writes unknown fields'
    | 'Log events are not forwarded'
    | 'Exported objects are not imported'
    | 'The report does not run'
    | 'A pool is silent';
