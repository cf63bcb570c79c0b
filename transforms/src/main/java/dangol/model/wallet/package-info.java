/** The share of a wallet of customers of whom few answers or none are known. */
package dangol.model.wallet;
