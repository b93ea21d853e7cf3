// +groupName=descriptions.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Descriptions struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec DescriptionsSpec `json:"spec,omitempty"`
}

// DescriptionsSpec is described: at length, so that it has to be folded at eighty columns somewhere.
//
// Blank lines become one.
//
// ---
// Everything after the rule is for programmers.
type DescriptionsSpec struct {
	// First line of it.
	// Second line.
	//
	// A new paragraph with  two spaces, "quotes", 'single', back`tick`, a: colon # hash and a very long line that goes on far beyond the eighty columns where a single line would be folded.
	// TODO: never to be seen.
	//   indented by two
	// - a list
	// - of items
	//
	// ```yaml
	// TODO: inside of code it stays
	// ---
	// a: b
	// ```
	// After the code.
	Long string `json:"long"`
	// One line: with a colon.
	Colon string `json:"colon"`
	// 'quoted' at the start
	Quoted string `json:"quoted"`
	// yes
	Yes string `json:"yes"`
	// 12
	Number string `json:"number"`
	// {braces}
	Braces string `json:"braces"`
	// ends with a colon:
	Ends string `json:"ends"`
	// Ünïcödé — with “marks” and 日本語 and a long tail that has to be folded somewhere beyond the column.
	Unicode string `json:"unicode"`
	// Emoji 😀 is escaped, and so the line is quoted, and folded too if only it is long enough for that.
	Emoji string `json:"emoji"`
	// Tab	inside.
	Tab string `json:"tab"`
	// Text before.
	// +optional
	// Text after.
	Around string `json:"around,omitempty"`
	//
	// Blank first.
	//
	BlankFirst string `json:"blankFirst"`
	// --- starts with a rule
	Rule string `json:"rule"`
	/*
		A block comment
		of two lines.
	*/
	Block        string `json:"block"`
	Undocumented string `json:"undocumented"`
	// a # hash, a - dash, a ? question and more words to pass the eightieth column with ease, I hope so.
	Hash string `json:"hash"`
	// word: https://example.com/a/very/long/path/that/cannot/be/folded/because/it/has/no/spaces/at/all/in/it and more
	Link string `json:"link"`
}
