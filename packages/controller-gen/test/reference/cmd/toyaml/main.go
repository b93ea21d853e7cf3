// Command toyaml reads a JSON array of objects and writes a JSON array of what sigs.k8s.io/yaml makes of each.
package main

import (
	"encoding/json"
	"log"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	var objects []any
	decoder := json.NewDecoder(os.Stdin)
	decoder.UseNumber() // as the original does, so that integers stay exact
	if err := decoder.Decode(&objects); err != nil {
		log.Fatal(err)
	}
	out := make([]string, len(objects))
	for i, object := range objects {
		text, err := yaml.Marshal(object)
		if err != nil {
			// Not every JSON text is YAML to the original; the caller skips those.
			out[i] = "error: " + err.Error()
			continue
		}
		out[i] = string(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}
