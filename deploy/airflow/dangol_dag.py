"""Every night, the day that has just ended: Airflow's logical date is the run's, also when it is retried.

A run turns readers to its day, so past days are not caught up by runs: for these, `./dangol backfill --conf FILE --from DAY --to DAY`
builds the copies of past days and leaves readers at the day that they see. After a stop of several nights the next run takes all that has
arrived meanwhile.

The first task uses the launcher. Where Spark is a connection of Airflow, take SUBMIT instead; both run the same program, which the launcher
builds in /opt/dangol/jobs/target.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.timetables.interval import CronDataIntervalTimetable

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

CONF = "/etc/dangol/company.yaml"
SUBMIT = False

with DAG(
    dag_id="dangol",
    description="Take what is new, build all tables, check them, release them.",
    # By name: a mere cron expression is an interval that ends in Airflow 2, and the moment that begins a day in Airflow 3.
    schedule=CronDataIntervalTimetable(cron="30 2 * * *", timezone="Europe/London"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/London"),
    # A run of a past day would turn readers back to it; see above.
    catchup=False,
    # One day after the other: the lake takes one run at a time.
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=5),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(hours=1),
        "depends_on_past": False,
    },
) as dag:
    if SUBMIT:
        run = SparkSubmitOperator(
            task_id="run",
            application="/opt/dangol/jobs/target/jobs.jar",
            java_class="dangol.jobs.cli.Main",
            driver_class_path="/opt/dangol/jobs/target/lib/*",
            # The code that Spark generates for a wide table must be compiled, however long it is.
            conf={"spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods"},
            driver_memory="3g",
            application_args=["run", "--conf", CONF, "--as-of", "{{ data_interval_start.in_timezone('Europe/London') | ds }}", "--wait", "3600"],
        )
    else:
        run = BashOperator(
            task_id="run",
            cwd="/opt/dangol",
            bash_command="./dangol run --conf /etc/dangol/company.yaml --as-of {{ data_interval_start.in_timezone('Europe/London') | ds }} --wait 3600",
        )
