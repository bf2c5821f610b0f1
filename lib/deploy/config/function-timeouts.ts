/** The timeouts of the Lambda functions in seconds: infra/ sets them, the alarms measure against them. */

/** Firehose waits at most five minutes: docs.aws.amazon.com/firehose/latest/dev/data-transformation.html. */
export const TRANSFORM_TIMEOUT_SECONDS = 300;

export const IMPORT_TIMEOUT_SECONDS = 300;

/** Lambda's maximum: docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html. */
export const REPORT_TIMEOUT_SECONDS = 900;
