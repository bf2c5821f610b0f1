import { expect, test } from 'vitest';
import { PARTITION_COLUMNS, USER_ACTIVITY_COLUMNS } from '../../schemas/columns.ts';
import { COGNITO_METRIC_COLUMNS } from '../../schemas/cognito-metrics.ts';

test('what a metric is of is named as user_activity names it; what it counts has names of its own', () => {
    const names = new Set<string>([...USER_ACTIVITY_COLUMNS, ...PARTITION_COLUMNS].map(({ name }) => name));

    expect(COGNITO_METRIC_COLUMNS.filter((name) => !names.has(name))).toEqual(['metric', 'sample_count', 'value_sum']);
});
