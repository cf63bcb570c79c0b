/** When a cohort has paid back what its acquisition cost. */
package dangol.model.acquisition;
