-- cognito_metrics: one row is what CloudWatch counted on a day by one metric with its dimensions.
-- Made from schemas/csv-tables.ts. Put the lake's bucket for BUCKET.
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
