/** How good a prediction was, told afterwards. */
package dangol.model.quality;
