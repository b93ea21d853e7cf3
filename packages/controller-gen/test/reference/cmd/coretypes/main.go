// Command coretypes writes, as JSON, the schemas that the real controller-gen makes of the Kubernetes types that people
// embed in their own, and of all types in these. References are not resolved: core-types.ts makes TypeScript
// types with markers of them.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"

	"golang.org/x/tools/go/packages"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/controller-tools/pkg/crd"
	crdmarkers "sigs.k8s.io/controller-tools/pkg/crd/markers"
	"sigs.k8s.io/controller-tools/pkg/loader"
	"sigs.k8s.io/controller-tools/pkg/markers"
)

var roots = map[string][]string{
	"k8s.io/api/core/v1": {
		"Affinity", "ConfigMapEnvSource", "ConfigMapKeySelector", "Container", "ContainerPort", "EnvFromSource",
		"EnvVar", "HostAlias", "LocalObjectReference", "NodeSelector", "ObjectReference", "PersistentVolumeClaimSpec",
		"PersistentVolumeClaimTemplate", "PodDNSConfig", "PodSecurityContext", "PodSpec", "PodTemplateSpec", "Probe",
		"ResourceRequirements", "SecretEnvSource", "SecretKeySelector", "SecretReference", "SecurityContext",
		"ServicePort", "ServiceSpec", "Toleration", "TopologySpreadConstraint", "TypedLocalObjectReference",
		"TypedObjectReference", "Volume", "VolumeMount", "VolumeResourceRequirements",
	},
	"k8s.io/api/batch/v1":      {"CronJobSpec", "JobSpec", "JobTemplateSpec"},
	"k8s.io/api/apps/v1":       {"DeploymentSpec", "DeploymentStrategy", "StatefulSetSpec"},
	"k8s.io/api/networking/v1": {"IngressSpec", "NetworkPolicySpec"},
	"k8s.io/api/rbac/v1":       {"PolicyRule"},
}

// Schema is the schema of one type, as the parser has it.
type Schema struct {
	Package string                          `json:"package"`
	Name    string                          `json:"name"`
	Schema  apiextensionsv1.JSONSchemaProps `json:"schema"`
}

func main() {
	var paths []string
	for path := range roots {
		paths = append(paths, path)
	}
	loaded, err := loader.LoadRoots(paths...)
	if err != nil {
		log.Fatal(err)
	}
	registry := &markers.Registry{}
	if err := crdmarkers.Register(registry); err != nil {
		log.Fatal(err)
	}
	parser := &crd.Parser{Collector: &markers.Collector{Registry: registry}, Checker: &loader.TypeChecker{}}
	crd.AddKnownTypes(parser)
	for _, root := range loaded {
		for _, name := range roots[root.PkgPath] {
			parser.NeedSchemaFor(crd.TypeIdent{Package: root, Name: name})
		}
	}
	// Type errors come from checking only a part, as in the original.
	if loader.PrintErrors(loaded, packages.TypeError) {
		log.Fatal("the packages have errors")
	}
	// The parser makes the schemas of all types that a schema references, too.
	var schemas []Schema
	for ident, schema := range parser.Schemata {
		if path := ident.Package.PkgPath; strings.HasPrefix(path, "k8s.io/api/") || path == "k8s.io/apimachinery/pkg/types" {
			schemas = append(schemas, Schema{Package: path, Name: ident.Name, Schema: schema})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(schemas); err != nil {
		log.Fatal(err)
	}
}
