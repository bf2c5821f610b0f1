/** Tests of the table cognito_metrics. */
import { expect, test } from 'vitest';
import { PARTITION_COLUMNS, USER_ACTIVITY_COLUMNS } from '../../schemas/columns.ts';
import { COGNITO_METRIC_COLUMNS } from '../../schemas/cognito-metrics.ts';

test('dimension columns have the names of user_activity, and only the count columns have other names', () => {
    const names = new Set<string>([...USER_ACTIVITY_COLUMNS, ...PARTITION_COLUMNS].map(({ name }) => name));

    expect(COGNITO_METRIC_COLUMNS.filter((name) => !names.has(name))).toEqual(['metric', 'sample_count', 'value_sum']);
});
