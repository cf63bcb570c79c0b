/** What customers say against what they do: repurchase by satisfaction score. */
package dangol.model.loyalty;
