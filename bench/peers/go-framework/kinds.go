package main

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var (
	configMap     = corev1.SchemeGroupVersion.WithKind("ConfigMap")
	configMapList = corev1.SchemeGroupVersion.WithKind("ConfigMapList")
)

// The one kind of the trials: a replay has no discovery to ask.
func mapper() meta.RESTMapper {
	mapper := meta.NewDefaultRESTMapper(nil)
	mapper.Add(configMap, meta.RESTScopeNamespace)
	mapper.Add(configMapList, meta.RESTScopeNamespace)
	return mapper
}

func metadata() *metav1.PartialObjectMetadata {
	object := &metav1.PartialObjectMetadata{}
	object.SetGroupVersionKind(configMap)
	return object
}

func metadataList() *metav1.PartialObjectMetadataList {
	list := &metav1.PartialObjectMetadataList{}
	list.SetGroupVersionKind(configMapList)
	return list
}

func lengthOf(list client.ObjectList) int { return meta.LenList(list) }
