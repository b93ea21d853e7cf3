// Command coretypes reads names of Kubernetes types from its standard input, as JSON (package → names), and writes the
// schemas that the real controller-gen makes of them and of all types that they hold. References are not resolved:
// core-types.ts makes TypeScript types with markers of them.
package main

import (
	"encoding/json"
	"log"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/controller-tools/pkg/crd"
	crdmarkers "sigs.k8s.io/controller-tools/pkg/crd/markers"
	"sigs.k8s.io/controller-tools/pkg/loader"
	"sigs.k8s.io/controller-tools/pkg/markers"

	// Only named by the input.
	_ "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// unionTypes have a JSON form that only their Go code tells: core-types.ts says it.
var unionTypes = map[string][]string{
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1": {
		"JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray",
	},
}

// Schema is the schema of one type, as the parser has it.
type Schema struct {
	Package string                          `json:"package"`
	Name    string                          `json:"name"`
	Schema  apiextensionsv1.JSONSchemaProps `json:"schema"`
}

func main() {
	var roots map[string][]string
	if err := json.NewDecoder(os.Stdin).Decode(&roots); err != nil {
		log.Fatal(err)
	}
	loaded, err := loader.LoadRoots(slices.Collect(maps.Keys(roots))...)
	if err != nil {
		log.Fatal(err)
	}
	registry := &markers.Registry{}
	if err := crdmarkers.Register(registry); err != nil {
		log.Fatal(err)
	}
	parser := &crd.Parser{
		Collector: &markers.Collector{Registry: registry},
		Checker:   &loader.TypeChecker{},
		// JSONSchemaProps has numbers of any kind.
		AllowDangerousTypes: true,
	}
	crd.AddKnownTypes(parser)
	for path, names := range unionTypes {
		known := parser.PackageOverrides[path]
		parser.PackageOverrides[path] = func(parser *crd.Parser, pkg *loader.Package) {
			for _, name := range names {
				parser.Schemata[crd.TypeIdent{Package: pkg, Name: name}] = apiextensionsv1.JSONSchemaProps{}
			}
			known(parser, pkg)
		}
	}
	for _, root := range loaded {
		for _, name := range roots[root.PkgPath] {
			parser.NeedSchemaFor(crd.TypeIdent{Package: root, Name: name})
		}
	}
	for _, root := range loaded {
		root.Errors = slices.DeleteFunc(root.Errors, isUpstream)
	}
	// Type errors come from checking only a part, as in the original.
	if loader.PrintErrors(loaded, packages.TypeError) {
		log.Fatal("the packages have errors")
	}
	// The parser makes the schemas of all types that a schema references, too.
	var schemas []Schema
	for ident, schema := range parser.Schemata {
		schemas = append(schemas, Schema{Package: ident.Package.PkgPath, Name: ident.Name, Schema: schema})
	}
	if err := json.NewEncoder(os.Stdout).Encode(schemas); err != nil {
		log.Fatal(err)
	}
}

// isUpstream reports a fault of the Go sources that does no harm: APIService calls its []byte a list.
func isUpstream(err packages.Error) bool {
	return strings.Contains(err.Pos, "apiregistration/v1/types.go") &&
		strings.Contains(err.Msg, "must apply listType to an array, found string")
}
