package shared

// Size of it.
// +kubebuilder:validation:Enum=small;large
type Size string

// Shared is used elsewhere.
type Shared struct {
	// Size it has.
	Size Size   `json:"size"`
	Note string `json:"note,omitempty"`
}
