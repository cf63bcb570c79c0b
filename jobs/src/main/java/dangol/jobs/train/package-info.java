/** Training of the churn classifier: past days, candidates, how good they were, and the version that scores. */
package dangol.jobs.train;
