-- cognito_metrics: one row is the daily count of one CloudWatch metric with its dimensions.
-- Generated from schemas/csv-tables.ts. Replace BUCKET with the lake bucket.
create external table if not exists cognito_metrics (
    dt string,
    user_pool_id string,
    event_type string,
    client_id string,
    risk_level string,
    metric string,
    sample_count string,
    value_sum string
)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('separatorChar' = ',', 'quoteChar' = '"')
stored as textfile
location 's3://BUCKET/cognito_metrics/'
tblproperties ('skip.header.line.count' = '1')
