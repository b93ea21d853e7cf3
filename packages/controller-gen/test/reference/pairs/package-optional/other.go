package v1

// Other stands in another file of the package.
type Other struct {
	Plain string `json:"plain"`
	// +required
	Required string `json:"required"`
}
