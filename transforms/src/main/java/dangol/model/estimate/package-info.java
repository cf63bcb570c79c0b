/** How the parameters of a model are found, and how sure they are. */
package dangol.model.estimate;
